//! The lab over real HTTP: every pair of switches gives an answer, lessons run, and nobody else's page gets in.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tlstrace::scenario::Switch;
use tlstrace::teach::lessons::library;

/// A started lab; stopped when dropped.
struct Lab {
    child: Child,
    /// `127.0.0.1:PORT`.
    host: String,
    /// The address that it printed.
    address: String,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Lab {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tlstrace"));
        command.args(["lab", "--listen", "127.0.0.1:0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim_end().to_owned();
        let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        Self { child, host, address }
    }

    /// Sends a request with exactly these headers, and `Host` and `Origin` as the page has them where they are not named.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let named = |name: &str| headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
        let mut lines = vec![format!("{method} {path} HTTP/1.1"), "Connection: close".to_owned()];
        if !named("host") {
            lines.push(format!("Host: {}", self.host));
        }
        if method == "POST" && !named("origin") {
            lines.push(format!("Origin: http://{}", self.host));
        }
        if method == "POST" {
            lines.push(format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}", body.len()));
        }
        lines.extend(headers.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}: {value}")));
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(format!("{}\r\n\r\n{body}", lines.join("\r\n")).as_bytes()).unwrap();
        answer(stream)
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, &[], body)
    }

    /// Presses the button, and follows to the page that shows the run.
    fn run(&self, path: &str, body: &str) -> Answer {
        let answer = self.post(path, body);
        assert_eq!(answer.status, 303, "{path} {body}: {}", answer.body);
        let shown = self.get(answer.location().split('#').next().unwrap());
        assert_eq!(shown.status, 200, "{path} {body}: {}", shown.body);
        shown
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    }

    fn location(&self) -> &str {
        self.header("location").unwrap()
    }
}

fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // A server that refuses a long body closes while it is still being sent: what it said counts.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no answer: {head:?}"));
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

#[test]
fn a_run_is_shown_and_has_an_address() {
    let lab = Lab::start(&[]);
    assert!(lab.address.starts_with("http://127.0.0.1:") && lab.address.ends_with('/'));
    let page = lab.get("/");
    assert!(page.status == 200 && page.body.contains("<select name=\"client\">"));
    let answer = lab.post("/run", "client=expired&tls=1.2&beside=lab");
    assert_eq!(answer.status, 303);
    let location = answer.location();
    assert!(location.starts_with("/?tls=1.2&client=expired&beside=lab&run="), "{location}");
    let shown = lab.get(location.split('#').next().unwrap());
    assert!(shown.body.contains("REFUSED by the server: the client&#39;s certificate expired 3 days"), "{}", shown.body);
    assert!(shown.body.contains("<option value=\"expired\" selected>"));
    assert!(shown.body.contains("the run before: tls=1.2, client=expired"));
    let walk = lab.get(shown.body.split("src=\"").nth(1).unwrap().split('"').next().unwrap());
    assert!(walk.status == 200 && walk.body.contains("ServerKeyExchange"));
    assert!(walk.header("content-security-policy").unwrap().starts_with("sandbox allow-scripts"));
}

#[test]
fn an_address_whose_run_is_gone_still_shows_the_switches() {
    let lab = Lab::start(&[]);
    let page = lab.get("/?client=revoked&beside=asks:none,client:none&run=0-1");
    assert!(page.status == 200 && page.body.contains("no longer kept"));
    assert!(page.body.contains("<option value=\"revoked\" selected>"));
    assert!(page.body.contains("<option value=\"asks:none,client:none\" selected>"));
    assert_eq!(lab.get("/runs/0-1").status, 404);
    let wrong = lab.get("/?client=expierd");
    assert!(wrong.status == 400 && wrong.body.contains("did you mean `expired`?"));
    assert_eq!(lab.get("/?%3Cscript%3E=1").body.matches("<script").count(), 0);
}

#[test]
fn every_pair_of_switches_gives_an_answer() {
    let lab = Lab::start(&[]);
    for choice in pairwise() {
        let body: Vec<String> =
            Switch::all().iter().zip(&choice).map(|(switch, index)| format!("{}={}", switch.key, switch.positions[*index].value)).collect();
        let shown = lab.run("/run", &body.join("&"));
        assert!(shown.body.contains("What happened"), "{body:?}");
    }
}

/// Choices in which each two positions of two switches stand together at least once.
fn pairwise() -> Vec<Vec<usize>> {
    let sizes: Vec<usize> = Switch::all().iter().map(|switch| switch.positions.len()).collect();
    let mut open = BTreeSet::new();
    for (a, size_a) in sizes.iter().enumerate() {
        for (b, size_b) in sizes.iter().enumerate().skip(a + 1) {
            open.extend((0..*size_a).flat_map(|x| (0..*size_b).map(move |y| ((a, x), (b, y)))));
        }
    }
    let mut choices = Vec::new();
    while let Some(first) = open.first().copied() {
        let mut choice: Vec<Option<usize>> = vec![None; sizes.len()];
        (choice[first.0.0], choice[first.1.0]) = (Some(first.0.1), Some(first.1.1));
        for index in 0..sizes.len() {
            if choice[index].is_none() {
                let gain = |position: usize| {
                    let with = |other: usize| choice[other].map(|there| ((index, position), (other, there)));
                    (0..sizes.len()).filter_map(with).filter(|(a, b)| open.contains(&(*a.min(b), *a.max(b)))).count()
                };
                choice[index] = (0..sizes[index]).max_by_key(|position| gain(*position));
            }
        }
        let choice: Vec<usize> = choice.into_iter().map(Option::unwrap).collect();
        for a in 0..sizes.len() {
            for b in a + 1..sizes.len() {
                open.remove(&((a, choice[a]), (b, choice[b])));
            }
        }
        choices.push(choice);
    }
    choices
}

#[test]
fn every_experiment_runs_after_a_prediction_and_is_as_the_lesson_says() {
    let lab = Lab::start(&["--lesson", "flip-one-bit"]);
    assert!(lab.address.ends_with("/lessons/flip-one-bit"), "{}", lab.address);
    assert!(lab.get("/lessons").body.contains("What does TLS prove?"));
    for lesson in library() {
        let page = lab.get(&format!("/lessons/{}", lesson.name));
        assert_eq!(page.status, 200);
        for (index, experiment) in lesson.experiments.iter().enumerate() {
            let path = format!("/lessons/{}/{}", lesson.name, index + 1);
            let before = lab.get(&path);
            assert!(before.status == 200 && !before.body.contains("<h2>Answer</h2>") && !before.body.contains("<h2>Why</h2>"), "{path}");
            assert_eq!(lab.post(&path, "").status, 400, "{path} runs before a prediction");
            let right = lab.run(&path, &format!("prediction={}", experiment.right()));
            assert!(right.body.contains("<strong>Right.</strong>"), "{path}");
            assert!(!right.body.contains("Not as the lesson says"), "{path}: {}", right.body);
            assert_eq!(right.body.matches("target=\"walk\">show it").count(), experiment.see.len(), "{path}");
        }
    }
    let wrong = lab.run("/lessons/flip-one-bit/1", "prediction=0");
    assert!(wrong.body.contains("<strong>Not so.</strong>"));
}

#[test]
fn a_lesson_of_ones_own_runs_a_scenario_that_lies_beside_it() {
    let folder = std::env::temp_dir().join(format!("tlstrace-lesson-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let lesson = folder.join("mine.md");
    let text = "# Mine\n\nText.\n\n## Experiment: It works\n\n- run: `mine.toml@1.3`\n- expect: `outcome=failed`\n\n### Question\nWhat?\n\n\
                ### Predict\n- [ ] a\n- [x] b\n\n### See\n- `client_hello`: look.\n\n### Why\n<b>So</b> [x](javascript:alert(1)).\n";
    std::fs::write(&lesson, text).unwrap();
    let scenario = include_str!("../../scenarios/mtls.toml");
    std::fs::write(folder.join("mine.toml"), scenario).unwrap();
    let lab = Lab::start(&["--lesson", lesson.to_str().unwrap()]);
    assert!(lab.address.ends_with("/lessons/mine"));
    let shown = lab.run("/lessons/mine/1", "prediction=1");
    assert!(shown.body.contains("Not as the lesson says: outcome=failed, but it is established"), "{}", shown.body);
    assert!(shown.body.contains("&lt;b&gt;So&lt;/b&gt;") && !shown.body.contains("javascript:"));
    drop(lab);
    let told = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tlstrace")).arg("lab").args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    std::fs::remove_file(folder.join("mine.toml")).unwrap();
    let missing = told(&["--lesson", lesson.to_str().unwrap()]);
    assert!(missing.contains("its experiment in line 5 fails") && missing.contains("cannot read the scenario"), "{missing}");
    std::fs::write(&lesson, text.replace("### See", "### Sea")).unwrap();
    let wrong = told(&["--lesson", lesson.to_str().unwrap()]);
    assert!(wrong.contains("mine.md:17: an experiment has no part `Sea`: there are `### Question`"), "{wrong}");
    assert!(told(&["--lesson", "flip-one-byte"]).contains("did you mean `flip-one-bit`?"));
    assert!(told(&["--seed", "1"]).contains("it takes no --seed"));
    assert!(told(&["--listen", "0.0.0.0:0"]).contains("--allow-others"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn links_of_lessons_lead_to_pages() {
    let lab = Lab::start(&[]);
    let mut seen = BTreeSet::new();
    for lesson in library() {
        for path in std::iter::once(format!("/lessons/{}", lesson.name)) {
            let page = lab.get(&path).body;
            seen.extend(page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
        for experiment in &lesson.experiments {
            let targets = experiment.why.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
            seen.extend(targets.filter_map(|target| target.strip_prefix("../")?.strip_suffix(".md")).map(|page| format!("/docs/{page}")));
        }
    }
    assert!(seen.iter().any(|path| path.starts_with("/docs/rungs/")));
    for path in seen.iter().filter(|path| path.starts_with('/')) {
        assert_eq!(lab.get(path).status, 200, "{path}");
    }
    for path in
        ["/docs/findings/../../Cargo.toml", "/docs/..%2f..%2fCargo/toml", "/lessons/..%2fREADME", "/docs/lessons/README", "/etc/passwd"]
    {
        assert_eq!(lab.get(path).status, 404, "{path}");
    }
}

#[test]
fn nobody_elses_page_gets_in() {
    let lab = Lab::start(&[]);
    let own = format!("http://{}", lab.host);
    let status = |method: &str, headers: &[(&str, &str)]| lab.send(method, if method == "POST" { "/run" } else { "/" }, headers, "").status;
    assert_eq!(status("POST", &[]), 303);
    for host in ["evil.example", "localhost.evil.example", "10.0.0.1:80", ""] {
        assert_eq!(status("GET", &[("Host", host)]), 403, "{host}");
    }
    assert_eq!(status("GET", &[("Host", "localhost:9")]), 200);
    for origin in ["http://evil.example", "null", "https://127.0.0.1"] {
        assert_eq!(status("POST", &[("Origin", origin)]), 403, "{origin}");
    }
    assert_eq!(status("POST", &[("Origin", "")]), 403);
    assert_eq!(status("POST", &[("Origin", own.as_str()), ("Sec-Fetch-Site", "cross-site")]), 403);
    assert_eq!(status("GET", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")]), 403);
    assert_eq!(status("GET", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]), 200);
    assert_eq!(lab.get("/run").status, 405);
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let lab = Lab::start(&[]);
    for path in ["/", "/lessons", "/style.css", "/nowhere", "/scenario.toml?client=expired", "/docs/alerts/unknown_ca"] {
        let answer = lab.get(path);
        assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'; style-src 'self'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(!answer.body.contains("<script"), "{path}");
    }
    assert!(lab.get("/scenario.toml?client=expired").body.contains("certificate = \"expired-client\""));
}

#[test]
fn runs_are_bounded() {
    let lab = Lab::start(&[]);
    assert_eq!(lab.post("/run", &"x".repeat(9000)).status, 413);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let one = || lab.post("/run", "wire=stall").status;
        let all: Vec<_> = (0..12).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| matches!(status, 303 | 429)), "{statuses:?}");
    assert!(statuses.contains(&429) && statuses.contains(&303), "{statuses:?}");
    assert_eq!(lab.post("/run", "").status, 303, "and then it goes on");
}

#[cfg(unix)]
#[test]
fn it_stops_in_good_order() {
    let mut lab = Lab::start(&[]);
    // A browser's connection that is open and asks nothing must not keep the server.
    let idle = TcpStream::connect(&lab.host).unwrap();
    let killed = Command::new("kill").args(["-INT", &lab.child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(lab.child.wait().unwrap().code(), Some(0));
    drop(idle);
}
