//! What the palette offers.

/// What happens when an item is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A page is opened.
    Go(String),
    /// A form is sent: its address, and one field with its value.
    Send(String, &'static str, String),
    /// The key is pressed for the reader; only scripts can do that.
    Press(&'static str),
}

/// One line of the palette.
#[derive(Debug, Clone)]
pub struct Item {
    /// Tells it from the others: `page-issues`, `task-42`.
    pub id: String,
    /// A picture by name; empty for an issue, which shows its state.
    pub icon: &'static str,
    /// An issue's state.
    pub state: &'static str,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// What people read.
    pub title: String,
    /// What tells it from namesakes: a project, a client, an address.
    pub aside: String,
    /// The key that does the same, `g i`, or nothing.
    pub keys: &'static str,
    /// What happens.
    pub act: Act,
    /// The task whose timer Ctrl-Enter starts.
    pub starts: Option<i64>,
}

impl Item {
    /// A line that opens a page.
    pub fn page(id: String, icon: &'static str, title: String, href: String) -> Self {
        Self {
            id,
            icon,
            state: "",
            identifier: String::new(),
            title,
            aside: String::new(),
            keys: "",
            act: Act::Go(href),
            starts: None,
        }
    }

    /// The address that it opens or sends to; empty where it presses a key.
    pub fn address(&self) -> &str {
        match &self.act {
            Act::Go(address) | Act::Send(address, _, _) => address,
            Act::Press(_) => "",
        }
    }

    /// Name and value of what it sends, where it sends something.
    pub fn sent(&self) -> Option<(&str, &str)> {
        match &self.act {
            Act::Send(_, name, value) => Some((name, value)),
            _ => None,
        }
    }

    /// The key that it presses, or nothing.
    pub fn pressed(&self) -> &str {
        match self.act {
            Act::Press(key) => key,
            _ => "",
        }
    }
}

/// Lines of one kind under a heading.
#[derive(Debug, Clone)]
pub struct Group {
    /// Tells it from the others.
    pub key: &'static str,
    /// The message that people read.
    pub title: &'static str,
    /// Best first.
    pub items: Vec<Item>,
}
