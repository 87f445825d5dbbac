//! The lesson without a terminal: every key, every step of every scenario, at every size.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{Flow, Lesson, Look, View};
use crate::diagnose::Diagnosed;
use crate::pair::RunOptions;
use crate::report::{Calculation, WalkReport, Walked};
use crate::scenario::Scenario;

const SIZES: [(u16, u16); 5] = [(80, 24), (120, 40), (200, 60), (60, 18), (40, 10)];

#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
fn load(source: &str, seed: Option<u64>) -> Diagnosed {
    let capture = Scenario::load(source).unwrap().run_blocking(&RunOptions { seed, ..RunOptions::default() }).unwrap();
    capture.into()
}

fn beside(left: &str, right: &str) -> Walked {
    let (left, right) = (load(left, Some(1)), load(right, Some(1)));
    WalkReport::new(&[&left, &right], [((0, 0), Some((1, 0)))]).walks.remove(0)
}

fn alone(source: &str) -> Walked {
    let source = load(source, Some(1));
    WalkReport::new(&[&source], [((0, 0), None)]).walks.remove(0)
}

fn lesson(walked: &Walked) -> Lesson<'_> {
    let mut lesson = Lesson::new(walked, Look { color: false });
    lesson.resize(80, 24);
    lesson
}

/// What is on the screen, a line each.
fn screen(lesson: &mut Lesson<'_>, size: (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    lesson.resize(size.0, size.1);
    terminal.draw(|frame| lesson.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y: u16| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..size.1).map(row).collect::<Vec<_>>().join("\n")
}

fn shown(lesson: &mut Lesson<'_>) -> String {
    screen(lesson, (80, 24))
}

fn press(lesson: &mut Lesson<'_>, keys: &[KeyCode]) {
    for key in keys {
        assert_eq!(lesson.key(KeyEvent::from(*key)), Flow::Stay);
    }
}

fn type_in(lesson: &mut Lesson<'_>, text: &str) {
    let keys: Vec<KeyCode> = text.chars().map(KeyCode::Char).collect();
    press(lesson, &keys);
}

#[test]
fn every_step_of_every_scenario_can_be_drawn_at_every_depth_and_size() {
    let sources: Vec<String> = Scenario::builtin()
        .iter()
        .flat_map(|scenario| scenario.versions.iter().map(|version| format!("{}@{}", scenario.name, version.number())))
        .collect();
    // A machine has more than one core, and the sources are many.
    std::thread::scope(|scope| {
        for part in sources.chunks(sources.len().div_ceil(4)) {
            scope.spawn(|| part.iter().for_each(|source| every_walk(source)));
        }
    });
}

/// The last connection alone, and beside the first one where there are two.
fn every_walk(source: &str) {
    let source = load(source, None);
    let last = source.trace.connections.len() - 1;
    let pair = (last > 0).then_some(((0, 0), Some((0, last))));
    for walked in &WalkReport::new(&[&source], [((0, last), None)].into_iter().chain(pair)).walks {
        every_view(walked);
    }
}

/// Every step: the three depths at every size, the other views at the one that has least room.
fn every_view(walked: &Walked) {
    let mut terminals = SIZES.map(|(width, height)| Terminal::new(TestBackend::new(width, height)).unwrap());
    for view in View::ALL {
        let is_depth = matches!(view, View::Page | View::Fields | View::Bytes);
        for (terminal, size) in terminals.iter_mut().zip(SIZES).filter(|(_, size)| is_depth || *size == (80, 24)) {
            let mut lesson = lesson(walked);
            lesson.resize(size.0, size.1);
            for at in 0..=walked.walk.cards.len() {
                lesson.go(at);
                lesson.show(view);
                terminal.draw(|frame| lesson.draw(frame)).unwrap();
                let cells = terminal.backend().buffer().content();
                assert!(cells.iter().any(|cell| cell.symbol() != " "), "{view:?} of step {at} is empty");
            }
        }
    }
}

#[test]
fn keys_lead_from_step_to_step() {
    let walked = beside("tls@1.3", "mtls@1.3");
    let (mut lesson, cards) = (lesson(&walked), walked.walk.cards.len());
    for (key, at) in [
        (KeyCode::Right, 1),
        (KeyCode::Char('l'), 2),
        (KeyCode::Char(' '), 3),
        (KeyCode::Left, 2),
        (KeyCode::Char('h'), 1),
        (KeyCode::Backspace, 0),
        (KeyCode::Left, 0),
        (KeyCode::End, cards),
        (KeyCode::Right, cards),
        (KeyCode::Home, 0),
    ] {
        press(&mut lesson, &[key]);
        assert_eq!(lesson.at(), at, "{key:?}");
    }
    assert_eq!(lesson.key(KeyEvent::from(KeyCode::Char('q'))), Flow::Quit);
    assert_eq!(lesson.key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), Flow::Quit);
    assert_eq!(lesson.key(KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL)), Flow::Suspend);
}

#[test]
fn a_message_opens_to_its_fields_and_a_field_to_its_bytes() {
    let walked = beside("tls@1.3", "mtls@1.3");
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Enter]);
    assert_eq!(lesson.view(), View::Fields);
    let fields = shown(&mut lesson);
    assert!(fields.contains("▸ legacy_version"), "{fields}");
    press(&mut lesson, &[KeyCode::Down]);
    let random = shown(&mut lesson);
    assert!(random.contains("▸ random") && random.contains("fresh random bytes"), "{random}");
    press(&mut lesson, &[KeyCode::Enter]);
    let bytes = shown(&mut lesson);
    assert!(lesson.view() == View::Bytes && bytes.contains("random, 32 bytes") && bytes.contains(" ▸ "), "{bytes}");
    press(&mut lesson, &[KeyCode::Esc]);
    assert_eq!(lesson.view(), View::Fields);
    press(&mut lesson, &[KeyCode::Esc]);
    assert_eq!(lesson.view(), View::Page);
    // Keys have fields, and no bytes.
    press(&mut lesson, &[KeyCode::Right, KeyCode::Right, KeyCode::Enter, KeyCode::Enter]);
    assert_eq!((lesson.at(), lesson.view()), (2, View::Fields));
    assert!(shown(&mut lesson).contains("no bytes of its own"));
}

#[test]
fn each_view_has_its_key_and_closes_with_it() {
    let walked = beside("tls@1.2", "mtls@1.2");
    let mut lesson = lesson(&walked);
    for (key, view, heading) in
        [('e', View::Wire, "Without any key"), ('b', View::Ends, "The server knows"), ('c', View::Calculations, "comput")]
    {
        press(&mut lesson, &[KeyCode::Char(key)]);
        assert_eq!(lesson.view(), view);
        let seen = shown(&mut lesson);
        assert!(seen.contains(heading) && seen.contains("In mtls"), "{seen}");
        press(&mut lesson, &[KeyCode::Tab]);
        assert!(shown(&mut lesson).contains("In tls"));
        press(&mut lesson, &[KeyCode::BackTab, KeyCode::Char(key)]);
        assert_eq!(lesson.view(), View::Page);
    }
}

#[test]
fn a_page_scrolls_and_no_further_than_its_end() {
    let walked = alone("mtls@1.3");
    let mut lesson = lesson(&walked);
    assert!(shown(&mut lesson).contains('▼'));
    press(&mut lesson, &[KeyCode::Down, KeyCode::Char('j'), KeyCode::Char('k')]);
    assert_eq!(lesson.scroll, 1);
    press(&mut lesson, &[KeyCode::PageDown; 40]);
    let end = shown(&mut lesson);
    assert!(end.contains("Sources") && end.contains('▲') && !end.contains('▼'), "{end}");
    press(&mut lesson, &[KeyCode::PageUp; 40]);
    assert_eq!(lesson.scroll, 0);
}

#[test]
fn a_prediction_comes_before_the_step() {
    let walked = beside("tls@1.3", "mtls@1.3");
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Char('p'), KeyCode::Right]);
    assert!(lesson.is_hidden());
    let question = shown(&mut lesson);
    assert!(question.contains("What comes next, and who sends it?") && question.contains("the server sends ServerHello"), "{question}");
    assert!(!question.contains("118 B"), "{question}");
    // What is hidden cannot be opened, searched, or jumped over.
    press(&mut lesson, &[KeyCode::Char('e'), KeyCode::End]);
    assert_eq!((lesson.at(), lesson.view()), (1, View::Page));
    let right = lesson.choices(lesson.card().unwrap()).iter().position(|choice| choice == "the server sends ServerHello").unwrap();
    press(&mut lesson, &[KeyCode::Char(char::from(b'1' + u8::try_from(right).unwrap())), KeyCode::Char(' ')]);
    let answer = shown(&mut lesson);
    assert!(answer.contains("✓ Right: the server sends ServerHello.") && answer.contains("1 of 1 right"), "{answer}");
    let wrong = |lesson: &Lesson<'_>| lesson.choices(lesson.card().unwrap()).iter().position(|choice| !choice.contains("keys")).unwrap();
    press(&mut lesson, &[KeyCode::Right]);
    let choice = char::from(b'1' + u8::try_from(wrong(&lesson)).unwrap());
    press(&mut lesson, &[KeyCode::Char(choice), KeyCode::Enter]);
    let answer = shown(&mut lesson);
    assert!(answer.contains("✗ Not so") && answer.contains("1 of 2 right"), "{answer}");
    press(&mut lesson, &[KeyCode::Char('p'), KeyCode::Right]);
    assert!(!lesson.is_hidden());
}

#[test]
fn every_question_has_its_answer_among_different_choices() {
    for walked in [beside("tls@1.3", "mtls@1.3"), alone("client-cert-expired@1.2"), alone("tls-to-plaintext-port@1.3")] {
        let mut lesson = lesson(&walked);
        for at in 0..walked.walk.cards.len() {
            lesson.go(at);
            let card = lesson.card().unwrap();
            let choices = lesson.choices(card);
            let named = choices.iter().filter(|choice| choice.contains(&card.name)).count();
            assert!(named > 0, "{choices:?} without {}", card.name);
            assert!(choices.iter().collect::<std::collections::BTreeSet<_>>().len() == choices.len() && choices.len() <= 4, "{choices:?}");
        }
    }
}

#[test]
fn a_step_is_gone_to_by_its_number_or_from_the_list() {
    let walked = beside("tls@1.3", "mtls@1.3");
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Char('g')]);
    let list = shown(&mut lesson);
    assert!(list.contains("Go to a step") && list.contains("← CertificateRequest"), "{list}");
    type_in(&mut lesson, "12");
    press(&mut lesson, &[KeyCode::Enter]);
    assert_eq!(lesson.at(), 11);
    press(&mut lesson, &[KeyCode::Char('g'), KeyCode::Up, KeyCode::Char('k'), KeyCode::Enter]);
    assert_eq!(lesson.at(), 9);
    press(&mut lesson, &[KeyCode::Char('g'), KeyCode::End, KeyCode::Esc]);
    assert_eq!(lesson.at(), 9);
    type_in(&mut lesson, "g99");
    press(&mut lesson, &[KeyCode::Enter]);
    assert_eq!(lesson.at(), walked.walk.cards.len());
}

#[test]
fn a_search_leads_to_the_words() {
    let walked = beside("tls@1.3", "mtls@1.3");
    let mut lesson = lesson(&walked);
    type_in(&mut lesson, "/CN=alice");
    press(&mut lesson, &[KeyCode::Enter]);
    assert!(format!("{:?}", lesson.card()).contains("CN=alice"), "{:?}", lesson.card().map(|card| &card.name));
    press(&mut lesson, &[KeyCode::Char('n')]);
    assert_ne!(lesson.at(), 0);
    type_in(&mut lesson, "/ticket_age_add");
    press(&mut lesson, &[KeyCode::Enter]);
    let first = lesson.at();
    assert!(shown(&mut lesson).contains("ticket_age_add"));
    press(&mut lesson, &[KeyCode::Char('n')]);
    assert_ne!(lesson.at(), first);
    press(&mut lesson, &[KeyCode::Char('N')]);
    assert_eq!(lesson.at(), first);
    type_in(&mut lesson, "/no such words");
    press(&mut lesson, &[KeyCode::Backspace, KeyCode::Enter]);
    assert!(shown(&mut lesson).contains("not found"));
}

#[test]
fn the_mouse_chooses_a_step_and_scrolls() {
    let walked = alone("mtls@1.3");
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Right; 3]);
    let at = |kind, column, row| MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    let top = lesson.areas().unwrap().diagram.y;
    lesson.mouse(at(MouseEventKind::Down(MouseButton::Left), 20, top + 1));
    assert_eq!(lesson.at(), 1);
    lesson.mouse(at(MouseEventKind::Down(MouseButton::Left), 20, top + 3));
    assert_eq!(lesson.at(), 2);
    lesson.mouse(at(MouseEventKind::ScrollDown, 20, 20));
    assert_eq!(lesson.scroll, 3);
    lesson.mouse(at(MouseEventKind::ScrollUp, 20, 20));
    assert_eq!(lesson.scroll, 0);
}

#[test]
fn the_last_card_is_the_verdict() {
    let walked = alone("client-cert-expired@1.3");
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::End]);
    let end = screen(&mut lesson, (80, 40));
    assert!(end.contains("REFUSED by the server: the client's certificate expired 3 days"), "{end}");
    assert!(end.contains("client-cert-expired, proven") && end.contains("issue a new certificate for CN=bob"), "{end}");
}

#[test]
fn the_help_lists_every_key() {
    let walked = alone("tls@1.3");
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Char('?')]);
    let help = screen(&mut lesson, (100, 40));
    for (keys, _) in super::keys::HELP {
        assert!(help.contains(keys), "{keys} is not in\n{help}");
    }
    press(&mut lesson, &[KeyCode::Down, KeyCode::Up, KeyCode::Esc]);
    assert!(!shown(&mut lesson).contains("Keys: esc closes"));
}

#[test]
fn a_small_terminal_is_told_what_is_needed() {
    let walked = alone("tls@1.3");
    let seen = screen(&mut lesson(&walked), (40, 10));
    assert!(seen.contains("This terminal is 40x10.") && seen.contains("needs 60x18"), "{seen}");
}

#[test]
fn nothing_from_the_wire_moves_the_cursor() {
    let mut walked = beside("tls@1.3", "mtls@1.3");
    let hostile = "\u{1b}[31mCN=\u{202e}evil\u{7}".to_owned();
    for card in &mut walked.walk.cards {
        card.name = hostile.clone();
        for field in &mut card.fields {
            field.name.clone_from(&hostile);
            field.left = Some(hostile.clone());
        }
        for side in card.sides.iter_mut().flatten() {
            side.step.says.clone_from(&hostile);
            side.in_this_run = vec![hostile.clone()];
            side.sight.with_keys = vec![hostile.clone()];
            side.ends[0].lines = vec![hostile.clone()];
        }
    }
    walked.walk.subjects[0].name = hostile;
    let mut lesson = lesson(&walked);
    for at in 0..=walked.walk.cards.len() {
        lesson.go(at);
        for view in View::ALL {
            lesson.show(view);
            let seen = screen(&mut lesson, (200, 60));
            assert!(!seen.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{seen}");
        }
    }
}

#[test]
fn what_can_be_computed_stands_with_its_command_and_long_digits_are_folded() {
    let mut walked = alone("mtls@1.3");
    let sides = walked.walk.cards.iter_mut().flat_map(|card| &mut card.sides).flatten();
    sides.for_each(|side| side.calculations.clear());
    let side = walked.walk.cards[2].sides[0].as_mut().unwrap();
    side.calculations = vec![Calculation {
        title: "transcript hash".into(),
        says: "SHA384 of *all* messages.".into(),
        source: "RFC 8446 section 4.4.1",
        inputs: vec![("client_hello".into(), "ab".repeat(40))],
        command: Some(format!("m={} &&\n  openssl dgst -sha384 -r", "0123456789".repeat(60))),
        result: ("transcript hash".into(), "cd".repeat(48)),
    }];
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Char('c')]);
    let elsewhere = shown(&mut lesson);
    assert!(elsewhere.contains("these: 3 handshake keys."), "{elsewhere}");
    press(&mut lesson, &[KeyCode::Right, KeyCode::Right]);
    let seen = screen(&mut lesson, (80, 40));
    for part in
        ["compute 1", "transcript hash   RFC 8446 section 4.4.1", "openssl dgst -sha384 -r", "more letters", "= transcript hash  cdcd"]
    {
        assert!(seen.contains(part), "{part} is not in\n{seen}");
    }
}

#[test]
fn what_is_new_to_an_end_stands_out() {
    let mut walked = alone("mtls@1.3");
    let side = walked.walk.cards[0].sides[0].as_mut().unwrap();
    (side.ends[0].lines, side.ends[0].new) = (Vec::new(), 0);
    side.ends[1].lines = vec!["a client has connected".into(), "it offers TLS 1.3".into()];
    side.ends[1].new = 1;
    let mut lesson = lesson(&walked);
    press(&mut lesson, &[KeyCode::Char('b')]);
    let seen = shown(&mut lesson);
    assert!(seen.contains("- a client has connected") && seen.contains("+ it offers TLS 1.3") && seen.contains("nothing yet"), "{seen}");
}
