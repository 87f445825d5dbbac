//! The lab's page: switches, a real handshake at the press of a button, lessons.
//!
//! The server knows nothing of TLS. What can be switched, what is run and what a lesson says comes from a [`Bench`],
//! which the command hands over. The pages have no script of their own: every state has an address, a run is a form
//! that is sent, and its result is an own document in a frame, shut off from the page around it.
//!
//! In reading order: `server` listens and routes, `guard` lets nobody in but the page itself, `runs` bounds what is run
//! and keeps the last results, `lab_page`, `lesson_page` and `docs_page` are the pages, `layout` what they have in common.

mod address;
mod docs_page;
mod guard;
mod lab_page;
mod layout;
mod lesson_page;
mod prose;
mod runs;
mod server;
mod walk_page;

pub use guard::Audience;
pub use server::{Server, serve};

use crate::report::{Lesson, WalkReport};

/// What the lab can do: the one thing that the page knows of it.
pub trait Bench: Send + Sync + 'static {
    /// The switches, in order.
    fn switches(&self) -> &[Switch];

    /// The lessons, in order.
    fn lessons(&self) -> &[Lesson];

    /// The choice that pairs of switch and position make, in its shortest form: `client=expired&tls=1.2`.
    ///
    /// # Errors
    /// What is wrong with a pair, for people.
    fn choice(&self, pairs: &[(String, String)]) -> Result<String, String>;

    /// A choice as the file of a scenario.
    ///
    /// # Errors
    /// What is wrong with the choice, for people.
    fn scenario(&self, choice: &str) -> Result<String, String>;

    /// The Markdown of a page of `docs/`, by its folder and the name of its file without `.md`.
    fn page(&self, folder: &str, name: &str) -> Option<&str>;

    /// Runs real handshakes. Takes its time: it is called where waiting is allowed.
    ///
    /// # Errors
    /// Why the lab could not do its work, for people. A handshake that fails is a result.
    fn run(&self, job: &Job) -> Result<Ran, String>;
}

/// A switch of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Its name in an address.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Of each position the name in an address, and the name for people. The first is where it stands untouched.
    pub positions: Vec<(String, String)>,
}

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// A choice of the switches, alone or on the right of another.
    Choice {
        /// The choice.
        choice: String,
        /// What stands on the left.
        beside: Option<String>,
    },
    /// An experiment of a lesson: the indexes of both.
    Experiment {
        /// The lesson, in the order of [`Bench::lessons`].
        lesson: usize,
        /// The experiment in it.
        experiment: usize,
    },
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The connections.
    pub report: WalkReport,
    /// Of an experiment: where it is not as the lesson says.
    pub differences: Vec<String>,
}
