//! The organisation's settings, through the router, on both engines.

use crate::app_tests;

app_tests! {
    async fn an_administrator_changes_the_settings(t: Test) {
        let admin = t.page(&t.alice).await;
        admin.get("/settings/organisation").await.is(200).shows("value=\"Northwind\"");
        let form = [("name", "Søuth & Söns"), ("timezone", "Europe/Oslo"), ("currency", "nok")];
        admin.post("/settings/organisation", &form).await.is(303);
        let found = super::find(&t.app.db).await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.timezone.name(), found.currency.as_str()), ("Søuth & Söns", "Europe/Oslo", "NOK"));
        admin.get("/settings/me").await.is(200).shows("Søuth &#38; Söns");
    }

    async fn every_mistake_is_told_at_once_and_nothing_is_changed(t: Test) {
        let admin = t.page(&t.alice).await;
        let long = "x".repeat(121);
        let form = [("name", long.as_str()), ("timezone", "Berlin"), ("currency", "€")];
        let answer = admin.post("/settings/organisation", &form).await.is(422);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 3, "{}", answer.text);
        answer.shows("Europe/Berlin").shows("value=\"€\"").shows("at most 120 characters");
        assert_eq!(super::find(&t.app.db).await.unwrap().unwrap().name, "Northwind");
    }
}
