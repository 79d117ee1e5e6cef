//! A clock that is off.

use ackgen_client::Reply;
use ackgen_client::wire::jiff::SignedDuration;

use crate::library::{book, library, refusal};

const SERVER_DATE: &str = "Mon, 23 Nov 2026 09:43:17 GMT";

fn too_late(status: u16, code: &str) -> Reply {
    refusal(status, code).header("date", SERVER_DATE)
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_by_the_services_date_and_the_call_made_again() {
    for (status, code) in [
        (400, "InvalidTimeStamp.Expired"),
        (403, "RequestTimeTooSkewed"),
        (400, "InvalidDate"),
        (403, "RequestExpired"),
        (403, "SignatureDoesNotMatch"),
        (400, ""),
    ] {
        let scene = library([too_late(status, code), book("b1"), book("b1")]);
        scene.time.set_clock_off(SignedDuration::from_mins(17));
        // It was refused, so that even what may do harm can be sent again.
        scene.client.add_book("Emma").send().await.unwrap();
        assert_eq!(scene.header("date").as_deref(), Some(SERVER_DATE));
        assert_eq!(scene.transport.requests()[0].headers()["date"], "Mon, 23 Nov 2026 10:00:17 GMT");

        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!(scene.count(), 3, "from then on it is right at once");
        assert_eq!(scene.header("date").as_deref(), Some(SERVER_DATE));
    }
}

#[tokio::test]
async fn a_small_difference_counts_if_the_service_names_it() {
    let scene = library([too_late(400, "InvalidTimeStamp.Expired"), book("b1")]);
    scene.time.set_clock_off(SignedDuration::from_secs(-20));
    scene.client.get_book("b1").send().await.unwrap();

    let scene = library([too_late(400, "InvalidParameter"), book("b1")]);
    scene.time.set_clock_off(SignedDuration::from_secs(-20));
    scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(scene.count(), 1);
}

#[tokio::test]
async fn the_clock_is_corrected_once_and_does_not_cost_an_attempt() {
    let replies = [too_late(403, "RequestTimeTooSkewed"), refusal(500, ""), refusal(500, ""), book("b1")];
    let scene = library(replies);
    scene.time.set_clock_off(SignedDuration::from_hours(-3));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.attempts(), scene.count()), (3, 3));

    let scene = library([too_late(403, "InvalidDate"), too_late(403, "InvalidDate"), book("b1")]);
    scene.time.set_clock_off(SignedDuration::from_hours(3));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.code(), error.hint(), error.is_auth()), (Some("InvalidDate"), Some("the clock of this machine may be off"), false));
    assert_eq!(scene.count(), 2);
}

#[tokio::test]
async fn a_refusal_for_something_else_is_no_reason_to_correct_the_clock() {
    for (status, code, off) in [
        (403, "NoPermission", SignedDuration::from_hours(3)),
        (400, "InvalidParameter", SignedDuration::from_hours(3)),
        (400, "InvalidUpdate", SignedDuration::from_hours(3)),
        (403, "", SignedDuration::from_mins(5)),
        (403, "SignatureDoesNotMatch", SignedDuration::from_mins(5)),
        (403, "OrderExpired", SignedDuration::from_secs(30)),
        (409, "InvalidDate", SignedDuration::from_hours(3)),
    ] {
        let scene = library([too_late(status, code), book("b1"), book("b1")]);
        scene.time.set_clock_off(off);
        scene.client.add_book("Emma").send().await.unwrap_err();
        assert_eq!(scene.count(), 1, "{code}: it is not sent again");
        scene.client.get_book("b1").send().await.unwrap();
        assert_ne!(scene.header("date").as_deref(), Some(SERVER_DATE), "{code}: the clock stays as it was");
    }
}
