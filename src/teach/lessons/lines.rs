//! The lines of a lesson, with their numbers, cut at headings and into list items.

/// A line and its number, from 1.
pub(super) type Line<'a> = (usize, &'a str);

/// A heading, and the lines below it up to the next one of its level.
pub(super) struct Part<'a> {
    pub(super) line: usize,
    pub(super) heading: &'a str,
    pub(super) lines: Vec<Line<'a>>,
}

/// Every line of a file.
pub(super) fn numbered(text: &str) -> Vec<Line<'_>> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).collect()
}

/// What stands before the first heading of this level (`## `), and the parts. Lines of code are never headings.
pub(super) fn parts<'a>(lines: &[Line<'a>], level: &str) -> (Vec<Line<'a>>, Vec<Part<'a>>) {
    let (mut before, mut parts, mut in_code) = (Vec::new(), Vec::<Part<'a>>::new(), false);
    for (number, line) in lines {
        in_code ^= line.trim_start().starts_with("```");
        match (line.strip_prefix(level).filter(|_| !in_code), parts.last_mut()) {
            (Some(heading), _) => parts.push(Part { line: *number, heading: heading.trim(), lines: Vec::new() }),
            (None, Some(part)) => part.lines.push((*number, line)),
            (None, None) => before.push((*number, *line)),
        }
    }
    (before, parts)
}

/// The items of a list: a line that begins with `- `, and the indented lines that continue it. Other lines that hold
/// something are returned apart.
pub(super) fn items<'a>(lines: &[Line<'a>]) -> (Vec<(usize, String)>, Vec<Line<'a>>) {
    let (mut items, mut others) = (Vec::<(usize, String)>::new(), Vec::new());
    for (number, line) in lines.iter().filter(|(_, line)| !line.trim().is_empty()) {
        match (line.strip_prefix("- "), items.last_mut()) {
            (Some(item), _) => items.push((*number, item.trim().to_owned())),
            (None, Some((_, item))) if line.starts_with(' ') => {
                item.push(' ');
                item.push_str(line.trim());
            }
            (None, _) => others.push((*number, *line)),
        }
    }
    (items, others)
}

/// The lines as one text, without blank lines around it.
pub(super) fn text(lines: &[Line<'_>]) -> String {
    let all: Vec<&str> = lines.iter().map(|(_, line)| *line).collect();
    all.join("\n").trim_matches('\n').to_owned()
}
