//! The map of `docs/architecture.md`, enforced: which module may use which, and which packages; and how long a file may be.
//!
//! Reads every path in `src/`, outside of tests and comments. One-way imports are what a workspace of many packages would
//! have bought; here a table and this test buy them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a module of the library may use.
struct Rule {
    module: &'static str,
    /// Modules of the library.
    modules: &'static [&'static str],
    /// Packages, as they are called in paths.
    packages: &'static [&'static str],
}

/// In the order in which data flows.
const RULES: &[Rule] = &[
    Rule { module: "bytes", modules: &[], packages: &[] },
    Rule { module: "names", modules: &[], packages: &["serde"] },
    // When two names are one, and what was meant by one that does not exist.
    Rule { module: "spelling", modules: &[], packages: &["strsim"] },
    Rule { module: "prose", modules: &[], packages: &["pulldown_cmark", "textwrap"] },
    Rule { module: "capture", modules: &["names"], packages: &["serde", "hex"] },
    Rule { module: "wire", modules: &["bytes", "names"], packages: &["x509_parser"] },
    Rule {
        module: "crypt",
        modules: &["bytes", "names"],
        packages: &[
            "aes",
            "aws_lc_rs",
            "camellia",
            "cbc",
            "ccm",
            "des",
            "hmac_md5",
            "md5",
            "rsa",
            "sha1",
            "rustls_pki_types",
            "thiserror",
            "webpki",
        ],
    },
    Rule {
        module: "trace",
        modules: &["capture", "wire", "crypt", "bytes", "names"],
        // For compressed certificates and records.
        packages: &["hex", "brotli_decompressor", "flate2"],
    },
    Rule { module: "teach", modules: &["trace", "capture", "names", "bytes", "spelling"], packages: &["hex", "toml"] },
    Rule { module: "diagnose", modules: &["trace", "capture", "names", "bytes"], packages: &["hex", "jiff", "serde", "thiserror", "toml"] },
    Rule {
        module: "report",
        modules: &["diagnose", "teach", "trace", "capture", "bytes", "prose"],
        packages: &["serde", "serde_json", "hex", "jiff"],
    },
    Rule {
        module: "render",
        modules: &["report", "bytes"],
        // The policy of a page names its script by SHA-256 in Base64.
        packages: &["tabled", "colored", "textwrap", "pulldown_cmark", "serde", "serde_json", "sha2", "data_encoding"],
    },
    Rule { module: "export", modules: &["capture"], packages: &["etherparse"] },
    Rule {
        module: "watch",
        modules: &["capture", "spelling"],
        // What a strict verifier reads; the errors inside rustls's.
        packages: &["rustls", "tokio", "x509_parser", "webpki", "serde"],
    },
    Rule {
        module: "pki",
        modules: &["watch", "spelling"],
        // Weak keys and signatures, made on purpose.
        packages: &["aws_lc_rs", "getrandom", "rcgen", "rsa", "rustls", "serde", "sha1", "thiserror", "toml"],
    },
    Rule { module: "scenario", modules: &["pki", "watch", "capture", "spelling"], packages: &["rustls", "serde", "thiserror", "toml"] },
    Rule {
        module: "pair",
        modules: &["scenario", "pki", "watch", "capture"],
        packages: &["aws_lc_rs", "rustls", "thiserror", "tokio", "tokio_rustls", "toml"],
    },
    Rule {
        module: "offline",
        modules: &["capture"],
        packages: &[
            "data_encoding",
            // Keys under a password in the forms before PKCS #5 version 2.
            "aes",
            "cbc",
            "des",
            "md5",
            "sha1",
            "etherparse",
            "flate2",
            "p12_keystore",
            "pkcs8",
            "serde",
            "serde_json",
            "thiserror",
        ],
    },
    Rule { module: "tui", modules: &["report", "bytes", "capture"], packages: &["ratatui", "signal_hook", "textwrap"] },
    // The page of a walk is made by `render`; what is run comes from the command, as a trait object.
    Rule { module: "web", modules: &["render", "report", "bytes", "capture"], packages: &["axum", "tokio"] },
    Rule {
        module: "cli",
        modules: &[
            "bytes", "names", "capture", "trace", "teach", "diagnose", "prose", "report", "render", "export", "watch", "pki", "scenario",
            "pair", "offline", "tui", "web",
        ],
        packages: &["anyhow", "clap", "clap_complete", "jiff", "rustls_pki_types", "terminal_size", "tokio"],
    },
    // The program: one call.
    Rule { module: "main", modules: &["cli"], packages: &[] },
];

/// Files over the limit: none without a reason.
const LINES: usize = 400;
const LONGER: &[(&str, &str)] = &[("bytes/reader.rs", "the one way to make a node, with its tests"), ("pair/tests.rs", "tests")];

#[test]
fn modules_use_only_what_they_may() {
    let mut broken = Vec::new();
    for file in sources() {
        let Some(module) = file.module() else { continue };
        let rule = rule(&module).unwrap_or_else(|| panic!("{}: the module `{module}` has no rule in {}", file.name, file!()));
        for used in file.uses() {
            let (kind, may) = if used.is_package { ("package", rule.packages) } else { ("module", rule.modules) };
            let itself = !used.is_package && used.name == module;
            if !itself && !may.contains(&used.name.as_str()) {
                broken.push(format!(
                    "src/{}:{}: `{module}` may not use the {kind} `{}`; it may use {}",
                    file.name,
                    used.line,
                    used.name,
                    may.join(", ")
                ));
            }
        }
    }
    assert!(broken.is_empty(), "the import table of docs/architecture.md is broken:\n{}", broken.join("\n"));
}

/// A rule for nothing would hide that its module is gone.
#[test]
fn every_package_of_a_rule_is_a_dependency() {
    let known = packages();
    for rule in RULES {
        for package in rule.packages {
            assert!(known.contains(*package), "`{}` may use `{package}`, which Cargo.toml does not have", rule.module);
        }
        for module in rule.modules {
            assert!(RULES.iter().any(|rule| rule.module == *module), "`{}` may use `{module}`, which has no rule", rule.module);
        }
    }
}

/// The rules leave no way round: a module that may be used never uses its user.
#[test]
fn the_rules_have_no_circle() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < RULES.len() {
        let next: Vec<_> =
            RULES.iter().filter(|rule| !done.contains(rule.module) && rule.modules.iter().all(|used| done.contains(used))).collect();
        assert!(!next.is_empty(), "a circle among the modules that are not {done:?}");
        done.extend(next.iter().map(|rule| rule.module));
    }
}

/// The test above is worth nothing if it does not see paths.
#[test]
fn paths_are_found() {
    let text = "use crate::{bytes::Span, wire as grammar};\n// use crate::cli;\nfn f() { super::super::trace::trace(); rustls::x(); \"tokio::y\"; a::serde::b }\n\
        #[cfg(test)]\nmod tests { use crate::pair; }\nuse ::hex::encode;\n/* crate::cli */ type T = crate::names::Name;";
    let file = Source { name: "render/table/columns.rs".into(), text: text.into() };
    let found: Vec<_> = file.uses().into_iter().map(|used| (used.line, used.name)).collect();
    let expected = [(1, "bytes"), (1, "wire"), (3, "render"), (3, "rustls"), (6, "hex"), (7, "names")];
    assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for file in sources() {
        let lines = file.text.lines().count();
        let may_be_longer = LONGER.iter().any(|(name, _)| *name == file.name);
        assert!(lines <= LINES || may_be_longer, "src/{} has {lines} lines: at most {LINES}, or a reason in `LONGER`", file.name);
        assert!(lines > LINES || !may_be_longer, "src/{} has {lines} lines: take it off `LONGER`", file.name);
        assert!(file.text.starts_with("//!") || file.is_test(), "src/{} does not begin with `//!` and what it is for", file.name);
    }
}

#[test]
fn nothing_is_called_utils() {
    for file in sources() {
        let parts = file.name.trim_end_matches(".rs").split('/');
        let vague = ["util", "utils", "helper", "helpers", "misc", "common"];
        assert!(!parts.into_iter().any(|part| vague.contains(&part)), "src/{} says nothing about what it is for", file.name);
    }
}

fn rule(module: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.module == module)
}

/// The packages of `[dependencies]`, as they are called in paths, and under the names of their libraries where these differ.
fn packages() -> BTreeSet<String> {
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(root().join("Cargo.toml")).unwrap()).unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    let library = |package: &String| match package.as_str() {
        "md-5" => "md5".to_owned(),
        "rustls-webpki" => "webpki".to_owned(),
        other => other.replace('-', "_"),
    };
    dependencies.keys().map(library).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of `src/`.
struct Source {
    /// Its path in `src/`, with slashes.
    name: String,
    text: String,
}

/// A module or a package that a path begins with.
struct Use {
    line: usize,
    name: String,
    is_package: bool,
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().replace('\\', "/");
                found.push(Source { name, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    assert!(found.len() > 50, "found {} files only", found.len());
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

impl Source {
    /// The module at the top that the file belongs to. The root names all, and tests may use all.
    fn module(&self) -> Option<String> {
        if self.name == "lib.rs" || self.is_test() {
            return None;
        }
        Some(self.path()[0].clone())
    }

    /// A file that is compiled for tests only: its parent says `#[cfg(test)] mod …;`.
    fn is_test(&self) -> bool {
        let path = self.path();
        path.iter().enumerate().any(|(depth, part)| part == "tests" || (depth > 0 && is_test_module(&path[..depth], part)))
    }

    /// The module that the file is: `["trace", "checks"]` for `trace/checks/mod.rs`.
    fn path(&self) -> Vec<String> {
        let parts = self.name.trim_end_matches(".rs").split('/').filter(|part| *part != "mod");
        parts.map(str::to_owned).collect()
    }

    /// What the file's paths begin with.
    fn uses(&self) -> Vec<Use> {
        let tokens = without_tests(tokens(&self.text));
        let known = packages();
        let mut found = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            let continues = index > 0 && tokens[index - 1].text == "::" && !is_rooted(&tokens, index);
            if continues || tokens.get(index + 1).is_none_or(|next| next.text != "::") {
                continue;
            }
            if token.text == "crate" {
                found.extend(heads(&tokens[index + 2..]).into_iter().map(|(line, name)| Use { line, name, is_package: false }));
            } else if token.text == "super" {
                found.extend(self.above(&tokens[index..]).map(|name| Use { line: token.line, name, is_package: false }));
            } else if known.contains(&token.text) {
                found.push(Use { line: token.line, name: token.text.clone(), is_package: true });
            }
        }
        found
    }

    /// The module at the top that a path of `super::` leads to.
    fn above(&self, tokens: &[Token]) -> Option<String> {
        let ups = tokens.chunks(2).take_while(|pair| pair[0].text == "super").count();
        let path = self.path();
        if ups < path.len() {
            return Some(path[0].clone());
        }
        heads(&tokens[2 * ups..]).into_iter().next().map(|(_, name)| name)
    }
}

/// Whether the file of this module declares `part` for tests only.
fn is_test_module(module: &[String], part: &str) -> bool {
    let path = root().join("src").join(module.join("/"));
    let text =
        std::fs::read_to_string(path.join("mod.rs")).or_else(|_| std::fs::read_to_string(path.with_extension("rs"))).unwrap_or_default();
    let tokens = tokens(&text);
    let wanted = ["#", "[", "cfg", "(", "test", ")", "]", "mod", part, ";"];
    tokens.windows(wanted.len()).any(|window| window.iter().map(|token| token.text.as_str()).eq(wanted))
}

/// Whether the `::` before a name begins its path: `::hex`.
fn is_rooted(tokens: &[Token], index: usize) -> bool {
    index < 2 || tokens[index - 2].text == "use" || !(tokens[index - 2].is_name() || tokens[index - 2].text == ">")
}

/// The first names behind `crate::`: one, or those of a group.
fn heads(tokens: &[Token]) -> Vec<(usize, String)> {
    let Some(first) = tokens.first() else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.line, first.text.clone())];
    }
    let mut found = Vec::new();
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 1 && matches!(tokens[index - 1].text.as_str(), "{" | ",") => found.push((token.line, token.text.clone())),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

#[derive(Debug)]
struct Token {
    line: usize,
    text: String,
}

impl Token {
    fn is_name(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// Names, `::` and single signs; comments, strings and characters left out.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            let name = rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_')).unwrap_or(rest.len());
            let length = if name > 0 {
                name
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            found.push(Token { line, text: rest[..length].to_owned() });
            length
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// How much of the beginning is space, a comment, a string or a character.
fn skipped(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    let raw = rest.strip_prefix('b').unwrap_or(rest);
    if let Some(hashes) =
        raw.strip_prefix('r').map(|raw| raw.len() - raw.trim_start_matches('#').len()).filter(|hashes| raw[1 + hashes..].starts_with('"'))
    {
        let begin = rest.len() - raw.len() + 2 + hashes;
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(rest[begin..].find(&end).map_or(rest.len(), |at| begin + at + end.len()));
    }
    match first {
        '"' => Some(quoted(rest, '"')),
        '\'' if rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\'') => Some(quoted(rest, '\'')),
        _ => None,
    }
}

/// The length of a string or a character with its quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        if sign == quote && !escaped {
            return at + 1;
        }
        escaped = sign == '\\' && !escaped;
    }
    rest.len()
}

/// Without what stands behind `#[cfg(test)]`.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        kept.push(token);
        if kept.len() >= mark.len() && kept[kept.len() - mark.len()..].iter().map(|token| token.text.as_str()).eq(mark) {
            let mut depth = 0;
            for token in rest.by_ref() {
                depth += i32::from(token.text == "{") - i32::from(token.text == "}");
                if depth == 0 && matches!(token.text.as_str(), "}" | ";") {
                    break;
                }
            }
        }
    }
    kept
}
