//! The terminal, taken and given back: at the end, after a panic, on a signal, and while the program is suspended.

use std::io::{self, Stdout};
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, DisableMouseCapture, EnableMouseCapture, Event, KeyEvent, MouseEvent};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

use super::lesson::Lesson;
use super::sixteen::Sixteen;

/// How long the terminal is waited for before signals are looked at again.
const PATIENCE: Duration = Duration::from_millis(100);

/// The terminal while a lesson has it. It is given back when this is dropped.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Sixteen<Stdout>>>,
    /// The number of the signal that came; 0 for none.
    signal: Arc<AtomicUsize>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resized,
    /// The program is asked to stop for a while.
    Stop,
    /// The program is asked to end.
    End,
}

/// Whether the terminal is taken: it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

impl Screen {
    /// Takes the terminal: another screen, no echo, keys as they are pressed, the mouse.
    pub fn enter() -> io::Result<Self> {
        give_back_after_a_panic();
        let signal = Arc::new(AtomicUsize::new(0));
        #[cfg(unix)]
        end_on_a_signal()?;
        for &number in SIGNALS {
            signal_hook::flag::register_usize(number, Arc::clone(&signal), usize::try_from(number).unwrap_or_default())?;
        }
        take()?;
        let terminal = Terminal::new(CrosstermBackend::new(Sixteen::new(io::stdout()))).inspect_err(|_| give_back())?;
        Ok(Self { terminal, signal })
    }

    /// Shows the lesson.
    pub fn draw(&mut self, lesson: &mut Lesson<'_>) -> io::Result<()> {
        self.terminal.autoresize()?;
        let size = self.terminal.size()?;
        lesson.resize(size.width, size.height);
        self.terminal.draw(|frame| lesson.draw(frame))?;
        Ok(())
    }

    /// Waits for what comes next.
    pub fn input(&mut self) -> io::Result<Input> {
        loop {
            match self.signal.load(Ordering::Relaxed) {
                0 => {}
                number if is_stop(number) => {
                    self.signal.store(0, Ordering::Relaxed);
                    return Ok(Input::Stop);
                }
                _ => return Ok(Input::End),
            }
            if !event::poll(PATIENCE)? {
                continue;
            }
            match event::read()? {
                Event::Key(key) => return Ok(Input::Key(key)),
                Event::Mouse(mouse) => return Ok(Input::Mouse(mouse)),
                Event::Resize(..) => return Ok(Input::Resized),
                _ => {}
            }
        }
    }

    /// Gives the terminal back, and stops until the program is continued.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        take()?;
        self.terminal.clear()
    }

    /// Gives the terminal back. Where a signal asked for the end, the program ends as that signal ends programs.
    pub fn leave(self) -> io::Result<()> {
        give_back();
        match self.signal.load(Ordering::Relaxed) {
            0 => Ok(()),
            number => signal_hook::low_level::emulate_default_handler(i32::try_from(number).unwrap_or_default()),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// The signals that are looked at between keys: on Unix the one that stops the lesson for a while.
#[cfg(unix)]
const SIGNALS: &[i32] = &[signal_hook::consts::SIGTSTP];
/// The signals that are looked at between keys: they end the lesson.
#[cfg(not(unix))]
const SIGNALS: &[i32] = &[signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT];

/// A signal that asks for the end is answered by a thread of its own: where the terminal is gone, the wait for a key may
/// never end. The terminal is given back, and the program ends as that signal ends programs.
#[cfg(unix)]
fn end_on_a_signal() -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            give_back();
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
    Ok(())
}

#[cfg(unix)]
fn is_stop(number: usize) -> bool {
    i32::try_from(number) == Ok(signal_hook::consts::SIGTSTP)
}

#[cfg(not(unix))]
fn is_stop(_number: usize) -> bool {
    false
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableMouseCapture).inspect_err(|_| give_back())
}

/// What cannot be given back, because the terminal is gone, is not missed.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), DisableMouseCapture, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// The message of a panic is for the screen that the reader sees.
fn give_back_after_a_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let message = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            message(panic);
        }));
    });
}
