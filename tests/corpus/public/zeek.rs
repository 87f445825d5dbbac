//! Zeek's own baselines: `ssl.log` says of each connection whether its handshake was completed.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use libtest_mimic::Failed;
use tlstrace::trace::State;

use super::{Public, list};

/// A line of an `ssl.log`.
struct Row {
    log: String,
    client: String,
    server: String,
    is_established: bool,
}

/// What Zeek saw completed, we never call anything else. (It calls "not completed" also what it could not follow.)
pub(super) fn compare(folder: &Path, captures: &[Public]) -> Result<(), Failed> {
    let rows = rows(folder);
    let (mut met, mut wrong, mut err) = (0, Vec::new(), std::io::stderr());
    for row in &rows {
        let project = row.log.split('/').next().unwrap_or_default();
        let of_project = captures.iter().filter(|capture| capture.name.starts_with(project));
        let all = of_project.flat_map(|capture| capture.connections().map(move |(number, connection, _)| (capture, number, connection)));
        let same: Vec<_> = all.filter(|(.., connection)| connection.client == row.client && connection.server == row.server).collect();
        met += usize::from(!same.is_empty());
        let is_ours = same.iter().any(|(.., connection)| connection.outcome.state == State::Established);
        let Some((capture, number, connection)) = same.first().filter(|_| is_ours != row.is_established) else { continue };
        let told = format!(
            "{}: {} #{number} is {}, Zeek says established: {}",
            row.log, capture.name, connection.outcome.state, row.is_established
        );
        // Zeek looks into protocols that wrap TLS in packets or lines of their own (OpenVPN, GridFTP): for us that is not TLS.
        let is_wrapped = connection.outcome.state == State::NotTls;
        if row.is_established && !is_wrapped { wrong.push(told) } else { writeln!(err, "{told}")? }
    }
    writeln!(err, "public captures: {} of {met} connections that are in Zeek's baselines too disagree with them", wrong.len())?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn rows(folder: &Path) -> Vec<Row> {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    let logs = files.iter().filter(|path| path.to_string_lossy().ends_with("ssl.log"));
    logs.flat_map(|path| {
        let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
        rows_of(&name, &fs::read_to_string(path).unwrap_or_default())
    })
    .collect()
}

fn rows_of(log: &str, text: &str) -> Vec<Row> {
    let names: Vec<&str> = text.lines().find_map(|line| line.strip_prefix("#fields\t")).unwrap_or_default().split('\t').collect();
    let read = |line: &str| {
        let values: Vec<&str> = line.split('\t').collect();
        let value = |name: &str| values.get(names.iter().position(|one| *one == name)?).copied();
        let end = |address, port| Some(endpoint(value(address)?, value(port)?));
        Some(Row {
            log: log.to_owned(),
            client: end("id.orig_h", "id.orig_p")?,
            server: end("id.resp_h", "id.resp_p")?,
            is_established: value("established")? == "T",
        })
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
}

fn endpoint(address: &str, port: &str) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}
