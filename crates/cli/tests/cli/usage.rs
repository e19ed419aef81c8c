//! Usage text of the command, and where it works.

use crate::support::Checkout;

#[test]
fn help_names_every_command_and_what_it_does() {
    let help = Checkout::bare().run(&["--help"]);
    assert_eq!(help.code, Some(0));
    for words in ["dev  ", "migrate  ", "services  ", "token  ", "webhook  ", "Run everything on this machine"] {
        assert!(help.stdout.contains(words), "{words}: {}", help.stdout);
    }
    let help = Checkout::bare().run(&["dev", "--help"]);
    assert!(help.stdout.contains("--services-only") && help.stdout.contains("[default: 3000]"), "{}", help.stdout);
}

#[test]
fn an_unknown_command_is_explained() {
    let ended = Checkout::bare().run(&["serve"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("unrecognized subcommand 'serve'") && ended.stderr.contains("--help"));
}

#[test]
fn outside_a_clone_it_says_so() {
    let elsewhere = Checkout::bare();
    for arguments in [&["dev"][..], &["dev", "--services-only"], &["migrate"], &["token"]] {
        let complaint = elsewhere.complaint(arguments, &[]);
        assert!(complaint.contains("not inside a clone of darasa"), "{complaint}");
    }
    assert_eq!(elsewhere.read(".env"), None);
}

#[test]
fn a_folder_below_the_clone_will_do() {
    let checkout = Checkout::new();
    let mut command = checkout.command(&["token"], &[]);
    let output = command.current_dir(checkout.folder.join("api")).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("there is no signing key yet"), "{stderr}");
}
