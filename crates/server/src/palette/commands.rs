//! The pages and actions that are always there, with their keys and the other words that people know them by.

use super::model::{Act, Item};
use crate::http::Shell;

/// For whom a command is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Everybody,
    Writers,
    Admins,
    /// Whoever has a timer running.
    Running,
    /// Whoever has one paused.
    Paused,
}

enum Does {
    Go(&'static str),
    Send(&'static str, &'static str, &'static str),
    Press(&'static str),
}

struct Command {
    id: &'static str,
    icon: &'static str,
    /// The message that names it.
    title: &'static str,
    /// Other words for it.
    also: &'static str,
    keys: &'static str,
    does: Does,
    reader: For,
}

macro_rules! commands {
    ($($name:ident: [$($id:literal $icon:literal $title:literal $also:literal $keys:literal $does:expr, $for:expr;)*])*) => {
        $(const $name: &[Command] = &[$(Command {
            id: $id, icon: $icon, title: $title, also: $also, keys: $keys, does: $does, reader: $for,
        }),*];)*
    };
}

use Does::{Go, Press, Send};
use For::{Admins, Everybody, Paused, Running, Writers};

commands! {
    PAGES: [
        "today" "today" "command-today" "home day timeline" "g d" Go("/"), Everybody;
        "entries" "entries" "nav-entries" "time entries list log" "g e" Go("/time-entries"), Everybody;
        "issues" "issues" "command-issues" "tasks list" "g i" Go("/issues"), Everybody;
        "board" "issues" "command-board" "kanban columns issues" "g b" Go("/issues/board"), Everybody;
        "projects" "projects" "command-projects" "budget" "g p" Go("/projects"), Everybody;
        "reports" "reports" "nav-reports" "report hours summary" "g r" Go("/reports"), Everybody;
        "clients" "clients" "command-clients" "customers" "" Go("/clients"), Everybody;
        "me" "me" "command-me" "settings profile account password time zone" "" Go("/settings/me"), Everybody;
        "tokens" "tokens" "command-tokens" "settings scripts keys" "" Go("/settings/tokens"), Everybody;
        "import" "import" "command-import" "settings csv file" "" Go("/imports"), Writers;
        "webhooks" "webhooks" "command-webhooks" "settings zapier" "" Go("/settings/webhooks"), Writers;
        "integrations" "integrations" "command-integrations" "settings linear sync connect" "g s" Go("/integrations"), Admins;
        "people" "people" "command-people" "settings team users invite" "" Go("/settings/people"), Admins;
        "organisation" "clients" "command-organisation" "settings company currency" "" Go("/settings/organisation"), Admins;
        "audit" "audit" "nav-audit" "settings history log who changed" "" Go("/settings/audit"), Admins;
        "views" "issues" "command-views" "filters" "" Go("/issues/views"), Everybody;
    ]
    ACTIONS: [
        "stop" "stop" "command-stop" "end" "s" Send("/timer/stop", "", ""), Running;
        "pause" "pause" "command-pause" "break" "p" Send("/timer/pause", "", ""), Running;
        "resume" "play" "command-resume" "continue go on" "p" Send("/timer/resume", "", ""), Paused;
        "start" "play" "command-start" "track begin" "t" Press("t"), Writers;
        "add" "plus" "command-add" "log book entry" "n" Go("/?add=1#add"), Writers;
        "create" "plus" "command-create" "task create add" "c" Go("/issues/new"), Writers;
        "undo" "back" "command-undo" "take back" "z" Press("z"), Writers;
        "keys" "keyboard" "command-keys" "shortcuts help keyboard" "?" Press("?"), Everybody;
        "dark" "theme" "command-dark" "appearance night colours mode" "" Send("/theme", "theme", "dark"), Everybody;
        "light" "theme" "command-light" "appearance day colours mode" "" Send("/theme", "theme", "light"), Everybody;
        "system" "theme" "command-system" "appearance automatic colours mode" "" Send("/theme", "theme", "system"), Everybody;
        "sign-out" "sign-out" "command-sign-out" "log out leave" "" Send("/sign-out", "", ""), Everybody;
    ]
}

/// The pages that this reader may open and whose words hold what was typed; those that begin with it first.
pub fn pages(shell: &Shell, typed: &str) -> Vec<Item> {
    fitting(PAGES, "page", shell, typed)
}

/// The actions that this reader has at this moment.
pub fn actions(shell: &Shell, typed: &str) -> Vec<Item> {
    fitting(ACTIONS, "action", shell, typed)
}

/// Whether a page's or an action's own name begins with what was typed.
pub fn is_named(items: &[Item], typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let begins = |item: &Item| item.title.to_lowercase().starts_with(&typed);
    !typed.is_empty() && items.iter().any(begins)
}

fn fitting(commands: &[Command], kind: &str, shell: &Shell, typed: &str) -> Vec<Item> {
    let typed = typed.trim().to_lowercase();
    let fits = |command: &&Command| {
        let name = shell.words.t(command.title);
        let text = format!("{name} {} {}", command.id, command.also).to_lowercase();
        typed.split_whitespace().all(|word| text.contains(word))
    };
    let offered = commands.iter().filter(|command| may(command.reader, shell));
    let mut found: Vec<&Command> = offered.filter(fits).collect();
    let begins = |command: &Command| shell.words.t(command.title).to_lowercase().starts_with(&typed);
    found.sort_by_key(|command| !begins(command));
    found
        .into_iter()
        .map(|command| item(shell, command, kind))
        .collect()
}

fn may(reader: For, shell: &Shell) -> bool {
    let is_paused = shell
        .timer
        .as_ref()
        .is_some_and(|timer| timer.entry.paused_at.is_some());
    match reader {
        Everybody => true,
        Writers => shell.actor.writes(),
        Admins => shell.actor.is_admin(),
        Running => shell.timer.is_some() && !is_paused,
        Paused => is_paused,
    }
}

fn item(shell: &Shell, command: &Command, kind: &str) -> Item {
    let act = match command.does {
        Go(address) => Act::Go(address.into()),
        Send(address, name, value) => Act::Send(address.into(), name, value.into()),
        Press(key) => Act::Press(key),
    };
    Item {
        keys: command.keys,
        act,
        ..Item::page(
            format!("{kind}-{}", command.id),
            command.icon,
            shell.words.t(command.title).into(),
            String::new(),
        )
    }
}
