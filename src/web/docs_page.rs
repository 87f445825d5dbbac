//! A page of `docs/`, where lessons lead to.

use super::Bench;
use super::prose::to_html;

/// The page, and its title.
pub(super) fn page(bench: &dyn Bench, folder: &str, name: &str) -> Option<(String, String)> {
    let markdown = bench.page(folder, name)?;
    let title = markdown.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    Some((title.to_owned(), format!("<article>\n{}\n</article>", to_html(markdown, folder))))
}
