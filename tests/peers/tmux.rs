//! A terminal of its own for each test: a server of tmux, a window with a shell, keys in, the screen out.

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long anything on the screen is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the shell says when it waits for a command.
const PROMPT: &str = "ready:";

/// A terminal. It is gone when this is dropped.
pub(crate) struct Terminal {
    server: String,
    tty: String,
}

impl Terminal {
    /// A terminal of that size with a shell in it.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let server = format!("tlstrace-test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut terminal = Self { server, tty: String::new() };
        let size = [width.to_string(), height.to_string()];
        // A shell that knows jobs, with nobody's settings.
        let shell = format!("env -u NO_COLOR -u COLUMNS LC_ALL=C.UTF-8 PS1='{PROMPT} ' bash --norc --noprofile -i");
        terminal.tmux(&["-f", "/dev/null", "-u", "new-session", "-d", "-x", &size[0], "-y", &size[1], &shell]);
        terminal.tmux(&["set", "-g", "status", "off"]);
        terminal.tmux(&["set", "-g", "mouse", "on"]);
        terminal.resize(width, height);
        terminal.tty = terminal.format("#{pane_tty}");
        terminal.wait_for(PROMPT);
        terminal
    }

    /// Runs tlstrace, and tells its exit code and in what state it left the terminal.
    pub(crate) fn run(&self, arguments: &str) {
        self.run_program(&format!("{} {arguments}", env!("CARGO_BIN_EXE_tlstrace")));
    }

    /// Runs a command. The shell in the terminal would mend what it leaves behind, so another one looks first.
    pub(crate) fn run_program(&self, command: &str) {
        let state = "stty -a | tr ' ;' '\\n\\n' | grep -x -e -echo -e echo -e -icanon -e icanon | sed 's/^/found /'";
        self.type_in(&format!("sh -c \"{command}; code=\\$?; {state}; echo exit code \\$code\""));
    }

    /// Runs a command in the shell itself, as one that it can stop and continue.
    pub(crate) fn run_as_job(&self, arguments: &str) {
        self.type_in(&format!("{} {arguments}", env!("CARGO_BIN_EXE_tlstrace")));
    }

    fn type_in(&self, command: &str) {
        self.keys(&["clear", "Enter"]);
        self.tmux(&["send-keys", "-l", command]);
        self.keys(&["Enter"]);
    }

    /// Presses keys, by tmux's names for them.
    pub(crate) fn keys(&self, keys: &[&str]) {
        for key in keys.iter().filter(|key| !key.is_empty()) {
            self.tmux(&["send-keys", key]);
        }
    }

    /// Clicks at a place, from 1: what a terminal sends for it.
    pub(crate) fn click(&self, column: u16, row: u16) {
        self.tmux(&["send-keys", "-l", &format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m")]);
    }

    pub(crate) fn resize(&self, width: u16, height: u16) {
        self.tmux(&["resize-window", "-x", &width.to_string(), "-y", &height.to_string()]);
    }

    /// Sends a signal to what the shell runs in this terminal.
    pub(crate) fn signal(&self, name: &str) {
        let tty = self.tty.trim_start_matches("/dev/");
        let listed = Command::new("ps").args(["-t", tty, "-o", "pid=,comm="]).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let found = listed.lines().find_map(|line| line.trim().split_once(' ').filter(|(_, name)| name.trim() == "tlstrace"));
        let (process, _) = found.unwrap_or_else(|| panic!("tlstrace does not run:\n{listed}"));
        assert!(Command::new("kill").args(["-s", name, process]).status().unwrap().success());
    }

    /// The screen, as it is read.
    pub(crate) fn screen(&self) -> String {
        let screen = self.tmux(&["capture-pane", "-p"]);
        screen.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// Every number of the codes that paint the screen.
    pub(crate) fn codes(&self) -> Vec<u16> {
        let painted = self.tmux(&["capture-pane", "-p", "-e"]);
        let codes = painted.split("\u{1b}[").skip(1).filter_map(|code| code.split_once('m')).map(|(code, _)| code);
        codes.flat_map(|code| code.split([';', ':'])).filter_map(|number| number.parse().ok()).collect()
    }

    /// Waits until the screen shows something.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait(text, |screen| screen.contains(text));
    }

    /// Waits until the shell is back.
    pub(crate) fn wait_for_shell(&self) {
        self.wait("the shell", |screen| screen.lines().last().is_some_and(|line| line == PROMPT));
    }

    fn wait(&self, what: &str, is_it: impl Fn(&str) -> bool) {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if is_it(screen.trim_end()) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "waited for `{what}`; on the screen is\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn has_alternate_screen(&self) -> bool {
        self.format("#{alternate_on}") == "1"
    }

    pub(crate) fn has_cursor(&self) -> bool {
        self.format("#{cursor_flag}") == "1"
    }

    pub(crate) fn has_mouse(&self) -> bool {
        self.format("#{mouse_any_flag}") == "1"
    }

    /// Whether the terminal shows what is typed, and gives it line by line.
    pub(crate) fn is_raw(&self) -> bool {
        let settings = Command::new("stty").args(["-F", &self.tty, "-a"]).output().unwrap();
        let settings = String::from_utf8(settings.stdout).unwrap();
        let is_off = |name: &str| settings.split([' ', ';', '\n']).any(|word| word == name);
        is_off("-echo") && is_off("-icanon")
    }

    fn format(&self, format: &str) -> String {
        self.tmux(&["display-message", "-p", format]).trim().to_owned()
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn output(&self, arguments: &[&str]) -> Output {
        Command::new("tmux").args(["-L", &self.server]).args(arguments).env_remove("TMUX").output().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.output(&["kill-server"]);
    }
}
