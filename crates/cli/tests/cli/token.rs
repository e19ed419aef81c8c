//! Command `darasa token`; that its tokens are good is shown by `dev`.

use crate::support::Checkout;

#[test]
fn without_a_dev_server_there_is_no_key_to_sign_with() {
    let complaint = Checkout::new().complaint(&["token"], &[]);
    assert!(complaint.contains("there is no signing key yet; start `cargo dev` first"), "{complaint}");
}

#[test]
fn a_damaged_state_is_named_and_left_alone() {
    let checkout = Checkout::new();
    for (text, words) in [
        ("hunter2", "dev.json is not as darasa wrote it; delete it"),
        (r#"{"signingKey":"hunter2"}"#, "the signing key in .darasa/dev.json is damaged; delete that file"),
    ] {
        checkout.write(".darasa/dev.json", text);
        for arguments in [&["token"][..], &["dev", "--port", "0"], &["dev", "--services-only"]] {
            let complaint = checkout.complaint(arguments, &[]);
            assert!(complaint.contains(words) && !complaint.contains("hunter2"), "{arguments:?}: {complaint}");
        }
        assert_eq!(checkout.read(".darasa/dev.json").as_deref(), Some(text));
    }
}

#[test]
fn odd_users_features_and_lifetimes_are_refused() {
    let checkout = Checkout::new();
    for (flag, value) in [("--user", "ada lovelace"), ("--user", ""), ("--features", "All"), ("--ttl", "0")] {
        let ended = checkout.run(&["token", flag, value]);
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains(flag), "{}", ended.stderr);
    }
}
