//! The typed client against a real server on the loopback: what it says of itself holds.

use crate::app_tests;
use crate::auth::tokens;
use timetracker_client::{Client, EntryPatch, Error, NewEntry, NewProject, NewTask, Range, StartTimer};

app_tests! {
    async fn a_day_with_the_typed_client(t: Test) {
        let base = t.listening().await;
        let token = tokens::create(&t.app, &t.alice, "client", &["*".to_owned()], None).await.unwrap();
        let tracker = Client::new(&base, &token).unwrap();
        assert_eq!(Client::stranger(&base).unwrap().info().await.unwrap().api_version, "v1");
        assert_eq!(tracker.me().await.unwrap().username, "alice");

        let customer = tracker.create_customer("Globex").await.unwrap();
        assert!(tracker.customers(1).await.unwrap().rows.iter().any(|row| row.name == "Globex"));
        let project = NewProject { name: "Portal".into(), client_id: customer.id, ..NewProject::default() };
        let project = tracker.create_project(&project).await.unwrap();
        assert_eq!(tracker.projects(1).await.unwrap().pagination.total, 2);
        let task = NewTask { name: "Sign-in".into(), project_id: project.id, ..NewTask::default() };
        let task = tracker.create_task(&task).await.unwrap();
        assert_eq!(tracker.open_tasks(project.id, 1).await.unwrap().rows[0].id, task.id);

        assert!(tracker.timer().await.unwrap().is_none());
        let wish = StartTimer { task_id: Some(task.id), ..StartTimer::default() };
        let timer = tracker.start(&wish).await.unwrap();
        assert_eq!(timer.project_id, Some(project.id));
        let Err(Error::Refused { status: 409, code, .. }) = tracker.start(&wish).await else { panic!("started twice") };
        assert_eq!(code, "timer_already_running");
        t.clock.advance(600);
        tracker.pause().await.unwrap();
        tracker.resume().await.unwrap();
        assert_eq!(tracker.stop().await.unwrap().duration_seconds, Some(600));

        let new = NewEntry {
            project_id: Some(project.id), start_time: "2026-11-20T09:00:00Z".into(),
            end_time: "2026-11-20T10:00:00Z".into(), ..NewEntry::default()
        };
        let entry = tracker.create_entry(&new).await.unwrap();
        let patch = EntryPatch { notes: Some("Reviewed".into()), if_updated_at: Some(entry.updated_at), ..EntryPatch::default() };
        assert_eq!(tracker.update_entry(entry.id, &patch).await.unwrap().notes.as_deref(), Some("Reviewed"));
        let range = Range { first: "2026-11-20", last: "2026-11-24" };
        assert_eq!(tracker.entries(range, 1).await.unwrap().rows.len(), 2);
        assert_eq!(tracker.summary(range).await.unwrap().total_seconds, 4200);
        tracker.delete_entry(entry.id).await.unwrap();
        let Err(Error::Refused { status: 404, .. }) = tracker.entry(entry.id).await else { panic!("it is still there") };
        let Err(Error::Refused { fields, .. }) = tracker.create_entry(&NewEntry::default()).await else { panic!("an empty entry") };
        assert!(fields.contains_key("project_id"), "{fields:?}");
    }
}
