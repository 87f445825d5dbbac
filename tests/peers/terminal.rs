//! The lesson in a real terminal: tmux presses the keys and reads the screen.
//!
//! Without tmux every test is skipped, and says so on standard error, where no test harness hides it. With
//! `TLSTRACE_REQUIRE_PEERS=1` a skip is a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use libtest_mimic::Trial;

use crate::peer;
use crate::tmux::Terminal;

pub(crate) fn trials() -> Vec<Trial> {
    ALL.iter().map(|(name, test)| peer::trial(*name, &[peer::TMUX], test)).collect()
}

/// The program that panics on a full screen is this one.
pub(crate) fn panic_if_asked() {
    if std::env::var_os("TLSTRACE_TEST_PANIC").is_some() {
        let _screen = tlstrace::tui::Screen::enter().unwrap();
        panic!("on purpose");
    }
}

const ALL: &[(&str, fn())] = &[
    ("the lesson at 80x24", snapshot),
    ("every key", every_key),
    ("it follows the terminal's size", resize),
    ("q gives the terminal back", quit),
    ("Ctrl-C gives the terminal back", interrupt),
    ("a signal gives the terminal back", signals),
    ("a panic gives the terminal back, and is told", panic),
    ("it can be suspended and continued", suspend),
    ("no colour: no colours", no_color),
    ("sixteen colours: no others", sixteen_colors),
    ("a dumb terminal gets text", dumb),
];

const WALK: &str = "walk --seed 1";

fn snapshot() {
    let terminal = Terminal::new(80, 24);
    terminal.run(WALK);
    terminal.wait_for("step 1 of 19");
    terminal.keys(&["Right", "Right", "Right", "Right", "Right"]);
    terminal.wait_for("step 6 of 19");
    insta::assert_snapshot!("the_lesson_at_80x24", terminal.screen());
}

/// Each key, and what is then on the screen.
fn every_key() {
    let terminal = Terminal::new(100, 30);
    terminal.run(WALK);
    for (key, seen) in [
        ("", "step 1 of 19"),
        ("Right", "step 2 of 19"),
        ("l", "step 3 of 19"),
        ("Space", "step 4 of 19"),
        ("Left", "step 3 of 19"),
        ("h", "step 2 of 19"),
        ("End", "the end, after 19 steps"),
        ("Home", "step 1 of 19"),
        ("Enter", "▸ legacy_version"),
        ("Down", "▸ random"),
        ("j", "▸ legacy_session_id"),
        ("k", "▸ random"),
        ("Enter", "random, 32 bytes"),
        ("NPage", "c0 30"),
        ("PPage", "random, 32 bytes"),
        ("Escape", "fresh random bytes"),
        ("Up", "▸ legacy_version"),
        ("Escape", "In this run"),
        ("e", "Without any key"),
        ("Tab", "In tls"),
        ("Tab", "In mtls"),
        ("b", "The client believes"),
        ("c", "omput"),
        ("c", "In this run"),
        ("p", "predict"),
        ("Right", "What comes next, and who sends it?"),
        ("1", "▸ 1"),
        ("Space", "1 right"),
        ("p", "no longer hidden"),
        ("g", "Go to a step"),
        ("9", "Go to a step"),
        ("Enter", "step 9 of 19"),
        ("/", "enter searches"),
        ("x", "/ x"),
        ("2", "/ x2"),
        ("5", "/ x25"),
        ("Enter", "/x25"),
        ("n", "/x25"),
        ("N", "/x25"),
        ("?", "Keys: esc closes"),
        ("Escape", "step"),
    ] {
        terminal.keys(&[key]);
        terminal.wait_for(seen);
    }
    terminal.click(20, 3);
    terminal.wait_for("step 1 of 19");
    terminal.keys(&["q"]);
    terminal.wait_for("exit code 0");
}

fn resize() {
    let terminal = Terminal::new(80, 24);
    terminal.run(WALK);
    terminal.wait_for("step 1 of 19");
    terminal.resize(40, 10);
    terminal.wait_for("This terminal is 40x10.");
    terminal.resize(200, 50);
    terminal.wait_for("tab other column");
    terminal.resize(80, 24);
    terminal.wait_for("step 1 of 19");
    assert_eq!(terminal.screen().lines().count(), 24);
}

fn quit() {
    given_back("q", "0");
}

fn interrupt() {
    given_back("C-c", "0");
}

fn given_back(key: &str, code: &str) {
    let terminal = Terminal::new(80, 24);
    terminal.run(WALK);
    terminal.wait_for("step 1 of 19");
    assert!(terminal.has_alternate_screen() && !terminal.has_cursor() && terminal.is_raw() && terminal.has_mouse());
    terminal.keys(&[key]);
    terminal.wait_for(&format!("exit code {code}"));
    assert_restored(&terminal);
}

fn assert_restored(terminal: &Terminal) {
    assert!(!terminal.has_alternate_screen(), "the other screen is still there");
    assert!(terminal.has_cursor(), "the cursor is hidden");
    let screen = terminal.screen();
    let is_cooked = ["found echo", "found icanon"].iter().all(|setting| screen.lines().any(|line| line == *setting));
    assert!(is_cooked, "what is typed is not seen, or not given line by line:\n{screen}");
    assert!(!terminal.has_mouse(), "the mouse is still taken");
}

/// The program ends as the signal ends programs.
fn signals() {
    for (name, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let terminal = Terminal::new(80, 24);
        terminal.run(WALK);
        terminal.wait_for("step 1 of 19");
        terminal.signal(name);
        terminal.wait_for(&format!("exit code {code}"));
        assert_restored(&terminal);
    }
}

fn panic() {
    let terminal = Terminal::new(80, 24);
    terminal.run_program(&format!("env TLSTRACE_TEST_PANIC=1 {}", std::env::current_exe().unwrap().display()));
    terminal.wait_for("on purpose");
    terminal.wait_for("exit code 101");
    assert_restored(&terminal);
}

fn suspend() {
    let terminal = Terminal::new(80, 24);
    terminal.run_as_job(WALK);
    terminal.wait_for("step 1 of 19");
    terminal.keys(&["Right", "C-z"]);
    terminal.wait_for("Stopped");
    assert!(!terminal.has_alternate_screen() && terminal.has_cursor() && !terminal.has_mouse());
    terminal.keys(&["fg", "Enter"]);
    terminal.wait_for("step 2 of 19");
    assert!(terminal.has_alternate_screen() && terminal.is_raw() && terminal.has_mouse());
    terminal.keys(&["Right"]);
    terminal.wait_for("step 3 of 19");
    terminal.keys(&["q"]);
    terminal.wait_for_shell();
}

fn no_color() {
    for way in [&format!("{WALK} --color never"), "walk --seed 1"] {
        let terminal = Terminal::new(80, 24);
        if !way.contains("never") {
            terminal.keys(&["export NO_COLOR=1", "Enter"]);
        }
        terminal.run(way);
        terminal.wait_for("step 1 of 19");
        let codes = terminal.codes();
        assert!(codes.iter().all(|code| matches!(*code, 0 | 1 | 4 | 7 | 39 | 49)), "{way}: {codes:?}");
    }
}

fn sixteen_colors() {
    let terminal = Terminal::new(120, 40);
    terminal.run(&format!("{WALK} --color always"));
    terminal.wait_for("step 1 of 19");
    terminal.keys(&["Right", "Right", "Right", "Right", "Right"]);
    terminal.wait_for("step 6 of 19");
    let codes = terminal.codes();
    assert!(codes.contains(&32), "nothing is green: {codes:?}");
    assert!(codes.iter().all(|code| matches!(code, 0..=7 | 22 | 30..=37 | 39 | 49 | 90..=97)), "{codes:?}");
}

fn dumb() {
    let terminal = Terminal::new(80, 24);
    terminal.run_program(&format!("env TERM=dumb {} {WALK}", env!("CARGO_BIN_EXE_tlstrace")));
    terminal.wait_for("exit code 0");
    assert!(terminal.screen().contains("A seeded run"), "{}", terminal.screen());
}
