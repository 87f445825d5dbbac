//! The command as a user meets it: exit codes, errors, help, pipes, colours, widths, files, and hostile names.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Read;
use std::process::{Output, Stdio};

use crate::common::{output, scratch, text, tlstrace};
use textwrap::core::display_width;

const ESCAPE: char = '\u{1b}';

/// Runs the binary and wants it to end with this code.
fn ends_with(code: i32, arguments: &[&str]) -> Output {
    let output = tlstrace(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "tlstrace {}: {}", arguments.join(" "), text(&output.stderr));
    output
}

/// A problem is told on standard error, and nothing on standard output.
fn problem(arguments: &[&str]) -> String {
    let output = ends_with(2, arguments);
    assert_eq!(text(&output.stdout), "", "tlstrace {}", arguments.join(" "));
    text(&output.stderr)
}

/// A scenario file: mTLS, with more at the end of `[client]` and of the file.
fn scenario(name: &str, client: &str, more: &str) -> String {
    let path = scratch(name);
    let text = format!(
        r#"title = "A test"
description = "A test."
tls = ["1.2", "1.3"]
[client]
trust = ["lab-root"]
server_name = "localhost"
{client}
[server]
certificate = "localhost"
trust = ["lab-root"]
client_auth = "required"
[expect]
outcome = "established"
{more}"#
    );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn success_is_0_and_results_are_on_stdout_alone() {
    for arguments in [
        &["compare"][..],
        &["compare", "--tls", "both", "--depth", "3"],
        &["scenarios"],
        &["scenarios", "mtls"],
        &["--version"],
        &["--help"],
    ] {
        let output = ends_with(0, arguments);
        assert!(!output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn a_handshake_that_fails_is_1_and_still_a_result() {
    let refused = scenario("cli-refused.toml", "", "");
    let output = ends_with(1, &["compare", "tls", &refused]);
    assert!(text(&output.stdout).contains("certificate_required"), "{}", text(&output.stdout));
}

#[test]
fn wrong_usage_is_2() {
    for arguments in
        [&["compare", "--depth", "9"][..], &["compare", "--tls", "1.1"], &["compare", "tls", "mtls", "alpn"], &["no-such-command"], &[]]
    {
        assert!(!problem(arguments).is_empty(), "{arguments:?}");
    }
}

#[test]
fn an_unknown_scenario_gets_a_near_miss() {
    let told = problem(&["compare", "mtsl"]);
    assert!(told.contains("`mtsl`") && told.contains("mtls"), "{told}");
    assert!(told.contains("did you mean"), "{told}");
    let told = problem(&["compare", "hello-retry@1.2"]);
    assert!(told.contains("TLS 1.3"), "{told}");
    let told = problem(&["compare", "tls@1.1"]);
    assert!(told.contains("1.1"), "{told}");
    let told = problem(&["compare", "tls#3"]);
    assert!(told.contains("no connection 3"), "{told}");
    let told = problem(&["compare", "/nowhere/at-all.toml"]);
    assert!(told.contains("/nowhere/at-all.toml"), "{told}");
}

#[test]
fn an_unknown_key_is_refused_with_file_line_and_what_was_meant() {
    let file = scenario("cli-unknown-key.toml", "certificat = \"alice\"", "");
    let told = problem(&["compare", &file]);
    assert!(told.contains(&format!("{file}:7:1")), "{told}");
    assert!(told.contains("`certificat`") && told.contains("did you mean `certificate`"), "{told}");
    let file = scenario("cli-unknown-certificate.toml", "certificate = \"alicia\"", "");
    let told = problem(&["compare", &file]);
    assert!(told.contains(&format!("{file}:7:")) && told.contains("alice"), "{told}");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    for option in ["--pcapng", "--save-keylog", "--output"] {
        let told = problem(&["compare", option, "/nowhere/at/all"]);
        assert!(told.contains("/nowhere/at/all"), "{option}: {told}");
    }
}

#[test]
fn the_help_of_each_command_has_examples() {
    let help = text(&output(&["--help"]).stdout);
    assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{help}");
    let (_, commands) = help.split_once("Commands:").unwrap();
    let names: Vec<&str> =
        commands.lines().skip(1).take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"compare") && names.contains(&"scenarios"), "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let help = text(&output(&[name, "--help"]).stdout);
        assert!(help.contains("Examples:") && help.contains(&format!("tlstrace {name}")), "tlstrace {name} --help:\n{help}");
    }
}

/// More than a pipe holds (64 KiB), and a reader that goes away after the first line.
#[test]
fn a_closed_pipe_is_success() {
    let arguments = ["compare", "--tls", "both", "--depth", "3"];
    assert!(output(&arguments).stdout.len() > 1 << 17, "the output is too short for this test");
    let mut child = tlstrace(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn colours_are_for_terminals() {
    let coloured = |arguments: &[&str]| text(&output(arguments).stdout).contains(ESCAPE);
    assert!(!coloured(&["compare"]), "in a pipe");
    assert!(!coloured(&["compare", "--color", "never"]));
    assert!(coloured(&["compare", "--color", "always"]));
    assert!(!coloured(&["compare", "--color", "always", "--format", "json"]), "JSON has none");
    let arguments = ["compare", "--color", "auto"];
    let output = tlstrace(&arguments).env("NO_COLOR", "1").output().unwrap();
    assert!(!text(&output.stdout).contains(ESCAPE));
}

/// Only a terminal can show that `NO_COLOR` does something: `script` (util-linux) makes one.
#[cfg(target_os = "linux")]
#[test]
fn no_color_is_honoured_on_a_terminal() {
    let on_terminal = |no_color: &str| {
        let command = format!("env {no_color} TERM=xterm {} compare", env!("CARGO_BIN_EXE_tlstrace"));
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &command, "/dev/null"]).env_remove("NO_COLOR").stdin(Stdio::null());
        script.output().ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(coloured) = on_terminal("-u NO_COLOR") else {
        use std::io::Write;
        assert!(std::env::var_os("TLSTRACE_REQUIRE_PEERS").is_none_or(|value| value != "1"), "script is not installed");
        let _ = writeln!(std::io::stderr(), "SKIPPED no_color_is_honoured_on_a_terminal: script is not installed");
        return;
    };
    assert!(coloured.contains(ESCAPE), "{coloured}");
    let plain = on_terminal("NO_COLOR=1").unwrap();
    assert!(plain.contains("ClientHello") && !plain.contains(ESCAPE), "{plain}");
}

fn widest(columns: &str, arguments: &[&str]) -> usize {
    let shown = text(&tlstrace(arguments).env("COLUMNS", columns).output().unwrap().stdout);
    let widest = shown.lines().max_by_key(|line| display_width(line)).unwrap();
    assert!(shown.lines().all(|line| line == line.trim_end()), "spaces at the end of a line");
    display_width(widest)
}

fn assert_fits(depth: &str) {
    for pair in [["tls", "mtls"], ["mtls@1.2", "mtls@1.3"], ["resumption#1", "resumption#2"]] {
        let arguments = [&["compare"][..], &pair, &["--depth", depth]].concat();
        for columns in [80, 100, 132] {
            let widest = widest(&columns.to_string(), &arguments);
            assert!(widest <= columns, "{arguments:?}: {widest} columns where there are {columns}");
        }
        assert!(widest("200", &arguments) > 100, "{arguments:?}: a wide terminal is not used");
    }
}

#[test]
fn steps_fit_the_terminal_and_use_it() {
    assert_fits("1");
}

#[test]
fn fields_fit_the_terminal_and_use_it() {
    assert_fits("2");
}

#[test]
fn bytes_fit_the_terminal_and_use_it() {
    assert_fits("3");
}

/// Nobody has a terminal of 20 columns, but nothing may panic there.
#[test]
fn no_width_is_too_small() {
    for columns in ["0", "1", "20", "40", "nonsense", "99999"] {
        for depth in ["1", "2", "3"] {
            let arguments = ["compare", "--depth", depth];
            let output = tlstrace(&arguments).env("COLUMNS", columns).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "COLUMNS={columns} --depth {depth}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn the_key_log_is_for_its_owner_alone_and_complete() {
    let path = scratch("cli.keys");
    std::fs::write(&path, "left over, and longer than nothing").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    output(&["compare", "mtls@1.2", "mtls@1.3", "--save-keylog", path.to_str().unwrap()]);
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    let log = std::fs::read_to_string(&path).unwrap();
    let (keys, problems) = tlstrace::capture::KeyLog::parse(&log);
    assert_eq!(problems, []);
    let mut labels: Vec<_> = keys.lines().map(|line| &*line.label).collect();
    labels.sort_unstable();
    let expected = [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_RANDOM",
        "CLIENT_TRAFFIC_SECRET_0",
        "EXPORTER_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_TRAFFIC_SECRET_0",
    ];
    assert_eq!(labels, expected);
}

#[test]
fn a_result_goes_into_a_file_when_asked() {
    let path = scratch("cli-output.json");
    let run = output(&["compare", "--format", "json", "--output", path.to_str().unwrap()]);
    assert_eq!(text(&run.stdout), "");
    let document: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(document["format"], "tlstrace/1");
}

/// A certificate's subject is its sender's: it must not reach the terminal as commands.
fn assert_escaped(format: &str) {
    let hostile = r#"
[certificate.mallory]
kind = "client"
subject = "CN=mal\u001b]0;owned\u0007\u001b[31mlory\r\nforged line\u0000\u007f\u0085\u009b\u202e\u200b,O=a\ttab"
issuer = "lab-root"
"#;
    let file = scenario(&format!("cli-hostile-{format}.toml"), "certificate = \"mallory\"", hostile);
    let reorders = |sign: char| matches!(sign, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for depth in ["1", "2", "3"] {
        let arguments = ["compare", "mtls", &file, "--tls", "both", "--format", format, "--depth", depth, "--color", "never"];
        let shown = text(&output(&arguments).stdout);
        assert!(shown.contains("lory"), "depth {depth} does not show the name");
        let passed_on = shown.chars().find(|sign| *sign != '\n' && (sign.is_control() || reorders(*sign)));
        assert_eq!(passed_on, None, "depth {depth} passes a character on");
        // A long name is wrapped, but only within its column: no line of the name's own can begin at the margin.
        assert!(!shown.lines().any(|line| line.starts_with("forged line")), "depth {depth} begins a line of the name's");
    }
}

#[test]
fn a_hostile_name_is_escaped_in_a_table() {
    assert_escaped("table");
}

#[test]
fn a_hostile_name_is_escaped_in_markdown() {
    assert_escaped("markdown");
}

/// JSON wants only some control characters escaped; a terminal that JSON is printed on obeys others too.
#[test]
fn a_hostile_name_is_escaped_in_json() {
    assert_escaped("json");
}
