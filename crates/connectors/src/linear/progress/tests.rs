//! Where passes begin and end.

use super::*;

const NOON: Instant = Instant::from_millis(1_800_000_000_000);

fn ends() -> PageInfo {
    PageInfo {
        has_next_page: false,
        end_cursor: None,
    }
}

fn goes_on(to: &str) -> PageInfo {
    PageInfo {
        has_next_page: true,
        end_cursor: Some(to.to_owned()),
    }
}

fn begun(from: &Progress, seconds_past_noon: i64) -> Progress {
    Progress::resume(
        Some(&from.cursor().unwrap()),
        "s".into(),
        NOON.plus_seconds(seconds_past_noon),
    )
}

fn since(progress: &Progress) -> Instant {
    match progress.pass {
        Pass::Delta { since } => since,
        Pass::Full { .. } => panic!("a full pass"),
    }
}

/// A page as the first of its pass, with this as the newest change there is.
fn first(mut progress: Progress, page: &PageInfo, newest: Option<Instant>) -> (Progress, bool) {
    progress.note_newest(newest);
    progress.after_page(page).unwrap()
}

fn full() -> Progress {
    Progress::full("s".into(), false, NOON)
}

fn team(id: &str, key: &str) -> Container {
    Container {
        reference: id.to_owned(),
        key: key.to_owned(),
        name: key.to_owned(),
    }
}

/// A pass over changes, after a full one over teams ENG and MOB.
fn settled() -> Progress {
    let mut progress = full();
    progress.note_teams(Vec::new(), &[team("e", "ENG"), team("m", "MOB")]);
    let (progress, more) = first(progress, &ends(), Some(NOON.plus_seconds(-3600)));
    assert!(!more);
    progress
}

fn only(progress: &Progress) -> Vec<String> {
    match &progress.pass {
        Pass::Full { only, archived } => {
            assert!(archived, "a later full pass without what was archived meanwhile");
            only.clone()
        }
        Pass::Delta { .. } => panic!("a pass over changes"),
    }
}

#[test]
fn the_next_pass_begins_at_the_newest_change_there_was_less_the_overlap() {
    let high = NOON.plus_seconds(-3600);
    let (progress, more) = first(full(), &goes_on("a"), Some(high));
    assert!(more);
    let (progress, more) = progress.after_page(&ends()).unwrap();
    assert!(more, "what changed meanwhile is read at once");
    assert_eq!(since(&progress), high.plus(STEP));
    let (progress, more) = first(begun(&progress, 3600), &ends(), None);
    assert!(!more);
    assert_eq!(since(&progress), high.minus(OVERLAP), "and no more than that");
}

#[test]
fn the_overlap_is_read_again_until_a_pass_that_began_long_enough_after() {
    let high = NOON.plus_seconds(-3600);
    let (progress, _) = first(full(), &ends(), Some(high));
    let (soon, _) = first(begun(&progress, 119), &ends(), Some(high));
    assert_eq!(since(&soon), high.minus(OVERLAP));
    let (later, _) = first(begun(&soon, 120), &ends(), Some(high));
    assert_eq!(since(&later), high);
    let newer = high.plus_seconds(1);
    let (moved, _) = first(begun(&later, 900), &ends(), Some(newer));
    assert_eq!(since(&moved), newer.minus(OVERLAP));
}

#[test]
fn a_clock_set_back_only_makes_the_overlap_last() {
    let (progress, _) = first(full(), &ends(), Some(NOON));
    let (back, _) = first(begun(&progress, -7200), &ends(), None);
    assert_eq!(since(&back), NOON.minus(OVERLAP));
}

#[test]
fn an_empty_workspace_is_read_in_full_until_something_is_there() {
    let (empty, more) = first(full(), &ends(), None);
    assert!(matches!(empty.pass, Pass::Full { archived: false, .. }) && !more);
    let (changes, more) = first(empty, &ends(), Some(NOON));
    assert!(matches!(changes.pass, Pass::Delta { .. }) && !more);
}

#[test]
fn teams_that_are_new_or_called_otherwise_are_owed_a_full_pass_after_the_changes() {
    let mut progress = settled();
    progress.note_teams(
        Vec::new(),
        &[team("e", "CORE"), team("m", "MOB"), team("d", "DES")],
    );
    let (owing, more) = first(progress, &goes_on("a"), Some(NOON));
    assert!(more && matches!(owing.pass, Pass::Delta { .. }));
    let (mut owed, more) = owing.after_page(&ends()).unwrap();
    assert_eq!((only(&owed), more), (vec!["e".to_owned(), "d".to_owned()], true));
    assert!(owed.covers("e") && !owed.covers("m"));
    // Its own teams called otherwise once more are being read; another one is owed.
    owed.note_teams(
        Vec::new(),
        &[team("e", "CORE2"), team("m", "M2"), team("d", "DES")],
    );
    let (next, more) = first(owed, &ends(), Some(NOON.plus_seconds(60)));
    assert_eq!((only(&next), more), (vec!["m".to_owned()], true));
    let (last, more) = first(next, &ends(), None);
    assert!(more);
    assert_eq!(since(&last), NOON.plus(STEP), "a later full pass moved the mark");
}

#[test]
fn a_team_that_is_gone_is_owed_nothing_and_all_of_it_when_it_comes_back() {
    let mut progress = settled();
    progress.note_teams(Vec::new(), &[team("e", "ENG")]);
    let (mut progress, more) = first(progress, &ends(), None);
    assert!(!more && matches!(progress.pass, Pass::Delta { .. }));
    progress.note_teams(Vec::new(), &[team("e", "ENG"), team("m", "MOB")]);
    let (mut back, more) = first(progress.clone(), &goes_on("a"), None);
    assert!(more);
    back.note_teams(Vec::new(), &[team("e", "ENG")]);
    let (next, _) = back.after_page(&ends()).unwrap();
    assert!(matches!(next.pass, Pass::Delta { .. }));
    assert_eq!(only(&first(progress, &ends(), None).0), ["m"]);
}

#[test]
fn other_settings_and_a_wish_for_all_bring_the_changes_and_then_everything() {
    let settled = settled();
    let other = Progress::resume(Some(&settled.cursor().unwrap()), "other".into(), NOON);
    let wished = Progress::resume(Some(&settled.cursor().unwrap().again()), "s".into(), NOON);
    for progress in [other, wished] {
        assert_eq!(since(&progress), since(&settled));
        let (next, more) = first(progress, &ends(), Some(NOON));
        assert_eq!((only(&next), more), (Vec::new(), true));
    }
}

#[test]
fn a_wish_during_a_full_pass_begins_it_again_and_keeps_its_mark() {
    let (reading, _) = first(full(), &goes_on("a"), Some(NOON));
    let again = Progress::resume(
        Some(&reading.cursor().unwrap().again()),
        "s".into(),
        NOON.plus_seconds(9),
    );
    assert!(again.is_first_page() && only(&again).is_empty());
    let (next, _) = first(again, &ends(), Some(NOON.plus_seconds(900)));
    assert_eq!(since(&next), NOON.plus(STEP));
}

#[test]
fn a_cursor_that_cannot_be_read_begins_a_full_pass_with_what_is_archived() {
    for cursor in [
        Value::Null,
        serde_json::json!({"version": 1, "pass": "full"}),
        serde_json::json!({"again": 3}),
    ] {
        assert!(only(&Progress::resume(Some(&Cursor(cursor)), "s".into(), NOON)).is_empty());
    }
}

#[test]
fn a_pass_that_missed_an_issue_is_repeated_once() {
    let mut progress = settled();
    progress.note_missed();
    let (mut again, more) = first(progress.clone(), &ends(), Some(NOON));
    assert!(!more);
    assert_eq!(since(&again), since(&progress));
    again.note_missed();
    let (next, _) = first(again, &ends(), Some(NOON));
    assert!(since(&next) > since(&progress));
}

#[test]
fn a_pass_cannot_go_on_for_ever() {
    let mut progress = Progress::full("s".into(), false, NOON);
    let error = loop {
        let next = goes_on(if progress.pages.is_multiple_of(2) {
            "a"
        } else {
            "b"
        });
        match progress.clone().after_page(&next) {
            Ok((next, _)) => progress = next,
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind, progress.pages), (ErrorKind::GiveUp, MOST_PAGES - 1));
}

#[test]
fn restarts_are_counted_within_a_while_and_forgiven_after_it() {
    let (mut progress, _) = Progress::full("s".into(), false, NOON)
        .after_page(&goes_on("a"))
        .unwrap();
    for _ in 0..MOST_RESTARTS {
        progress = progress.restarted(String::new(), NOON).unwrap();
        assert!(progress.is_first_page());
        assert!(
            progress.clone().restarted(String::new(), NOON).is_err(),
            "nothing to begin again"
        );
        progress = progress.after_page(&goes_on("a")).unwrap().0;
    }
    assert!(
        progress
            .clone()
            .restarted(String::new(), NOON.plus_seconds(599))
            .is_err()
    );
    assert!(progress.restarted(String::new(), NOON.plus_seconds(600)).is_ok());
}

#[test]
fn pages_shrink_to_an_end_and_grow_again_with_the_next_pass() {
    let mut progress = Progress::full("s".into(), false, NOON);
    let mut sizes = vec![progress.page_size];
    while let Ok(smaller) = progress.clone().with_smaller_page(String::new()) {
        progress = smaller;
        sizes.push(progress.page_size);
    }
    assert_eq!(sizes, [250, 100, 40, 16, 10]);
    assert_eq!(progress.after_page(&ends()).unwrap().0.page_size, PAGE_SIZE);
}

fn at_clock(progress: &mut Progress, said: i64, ours: i64) -> bool {
    progress.note_clock(Some(NOON.plus_seconds(said)), NOON.plus_seconds(ours))
}

#[test]
fn a_change_from_the_future_does_not_hide_those_of_the_present() {
    let mut progress = full();
    assert!(!at_clock(&mut progress, 0, 0));
    let (progress, _) = first(progress, &ends(), Some(NOON.plus_seconds(86_400)));
    assert_eq!(since(&progress), NOON.plus_seconds(1).minus(OVERLAP));
}

#[test]
fn a_clock_of_theirs_that_is_set_back_is_followed_from_when_it_was_last_read() {
    let ahead = 10_800;
    let mut progress = full();
    at_clock(&mut progress, ahead, 0);
    let (mut progress, _) = first(progress, &ends(), Some(NOON.plus_seconds(ahead)));
    assert!(
        at_clock(&mut progress, 900, 900),
        "what was asked for lies in the future"
    );
    assert_eq!(since(&progress), NOON.minus(OVERLAP));
    assert!(!at_clock(&mut progress, 901, 901), "asked for again, once");
    let (mut progress, _) = first(progress, &ends(), Some(NOON.plus_seconds(ahead)));
    assert_eq!(since(&progress), NOON.plus_seconds(902).minus(OVERLAP));
    assert!(!at_clock(&mut progress, 1_800, 1_800));
}

#[test]
fn a_clock_set_back_before_a_later_full_pass_is_made_up_for_by_the_changes_after_it() {
    let (reading, _) = first(full(), &goes_on("a"), Some(NOON));
    let mut again = Progress::resume(Some(&reading.cursor().unwrap().again()), "s".into(), NOON);
    at_clock(&mut again, 0, 0);
    assert!(
        !at_clock(&mut again, -600, 60),
        "a full pass asks for everything anyway"
    );
    let (next, _) = first(again, &ends(), Some(NOON));
    assert_eq!(since(&next), NOON.plus_seconds(-660).minus(OVERLAP).plus(STEP));
}

#[test]
fn seconds_between_their_machines_are_no_clock_set_back() {
    let mut progress = full();
    at_clock(&mut progress, 0, 0);
    let (mut progress, _) = first(progress, &ends(), Some(NOON));
    let before = since(&progress);
    assert!(!at_clock(&mut progress, -60, 1));
    assert_eq!(since(&progress), before);
}

#[test]
fn a_clock_of_theirs_that_is_merely_wrong_is_nothing_to_us() {
    for wrong in [-14_400, 14_400] {
        let mut progress = full();
        at_clock(&mut progress, wrong, 0);
        let (mut progress, _) = first(progress, &ends(), Some(NOON.plus_seconds(wrong)));
        assert!(!at_clock(&mut progress, wrong + 900, 900));
        assert!(!progress.note_clock(None, NOON), "an answer without a date");
        assert_eq!(since(&progress), NOON.plus_seconds(wrong).minus(OVERLAP));
    }
}

#[test]
fn a_stretch_that_was_read_again_stays_read_through_what_follows() {
    let high = NOON.plus_seconds(-3600);
    let (progress, _) = first(begun(&settled(), 900), &goes_on("a"), Some(high));
    let (catching_up, more) = progress.after_page(&ends()).unwrap();
    assert!(more);
    assert_eq!(since(&catching_up), high.plus(STEP));
    let (next, _) = first(begun(&catching_up, 901), &ends(), None);
    assert_eq!(since(&next), high);
}
