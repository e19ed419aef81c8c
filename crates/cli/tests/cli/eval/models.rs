//! Models that `darasa eval` asks: those that cannot be asked, are busy or stay away, and how many calls are under way.

use darasa_local::{emulators::model::Usage, services::processes::Signal};
use tokio::time::{Duration, sleep};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_cannot_be_asked_is_named_before_anything_is_paid() {
    let refusing = ChatCompletionsSettings {
        api_key: Some("the right one".to_owned()),
        unknown_models: vec!["nobody".to_owned()],
        ..Default::default()
    };
    let exam = Exam::with(1, refusing).await;
    let url = exam.model.url();
    let gateway = [("AI_GATEWAY_API_KEY", "hunter2"), ("AI_GATEWAY_BASE_URL", url.as_str())];
    let gone = [("COMPATIBLE_BASE_URL", "http://127.0.0.1:9/v1")];
    let right_key = [("COMPATIBLE_API_KEY", "the right one")];
    for (model, env, said) in [
        ("nobody/x", &[][..], "--model names a provider that is none of: google"),
        ("gemini-3.8-flash", &[], "--model names a provider that is none of: google"),
        ("ollama/a,ollama/b", &[], "--model takes one model, provider/model"),
        ("", &[("GEMINI_API_KEY", "k")], "--model takes one model, provider/model"),
        ("ollama/", &[], "--model has a name that is no model's"),
        ("anthropic/claude-5", &[], "ANTHROPIC_API_KEY is missing"),
        ("gateway/openai/gpt", &gateway, "gateway/openai/gpt: its provider does not take our key"),
        ("compatible/judge", &gone, "compatible/judge: it cannot be reached"),
        ("compatible/judge", &[("COMPATIBLE_API_KEY", "hunter2")], "compatible/judge, case-00: compatible/judge: 401"),
        ("compatible/nobody", &right_key, "compatible/nobody, case-00: compatible/nobody: 404"),
    ] {
        let ended = exam.run_as(model, &["--report", "out"], env);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{model}: {}", ended.stderr);
        let last = ended.stderr.lines().rfind(|line| line.starts_with("darasa: ")).unwrap();
        assert!(last.contains(said), "{model}: {}", ended.stderr);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
        assert_eq!(exam.checkout.read("out/report.json"), None);
    }
    let baseline = exam.run(&["--baseline", "nobody/x"]);
    assert!(baseline.stderr.contains("--baseline names a provider"), "{}", baseline.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_busy_or_breaks_off_is_asked_again_when_it_says() {
    let exam = Exam::new(1).await;
    exam.model.next(Answer::over_quota("1s"));
    exam.model.next(feedback(2).used(Usage { prompt: 100, answer: 10, thoughts: 0 }).then_cut());
    exam.model.next(feedback(3).usage(Usage { prompt: 200, answer: 20, thoughts: 0 }));
    let ended = exam.run_as(LISTED, &["--report", "out"], &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let report = report(&exam);
    assert_eq!(report["results"][0]["ratings"], json!([3]));
    assert_eq!(report["numbers"][0]["repeatedCalls"], 2);
    let tokens = ["inputTokens", "outputTokens"].map(|tokens| report["numbers"][0][tokens].as_i64());
    assert_eq!(tokens, [Some(300), Some(30)], "what was broken off is paid too");
    assert_eq!(exam.asked().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_stays_away_ends_the_run_and_leaves_the_last_report_as_it_was() {
    let exam = Exam::new(1).await;
    exam.checkout.write("out/report.json", "of yesterday");
    (0..5).for_each(|_| exam.model.next(Answer::over_quota("0s")));
    let ended = exam.run_as(LISTED, &["--report", "out"], &[]);
    assert_eq!((ended.code, ended.stdout.as_str(), exam.model.left()), (Some(1), "", 0), "{}", ended.stderr);
    assert!(ended.stderr.contains("compatible/qwen3:8b, case-00: compatible/qwen3:8b: 429"), "{}", ended.stderr);

    // Four times it may be away, and answer the fifth time.
    (0..4).for_each(|_| exam.model.next(Answer::over_quota("0s")));
    exam.model.next(feedback(2));
    assert_eq!(exam.run_as(LISTED, &[], &[]).code, Some(0));

    exam.model.next(Answer::over_quota("121s"));
    let ended = exam.run_as(LISTED, &["--report", "out"], &[]);
    assert!(ended.stderr.contains("it wants to be left alone for 121 s"), "{}", ended.stderr);
    assert_eq!(exam.checkout.read("out/report.json").as_deref(), Some("of yesterday"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_nobody_lists_is_asked_once_until_it_has_answered() {
    let exam = Exam::new(2).await;
    exam.model.next(Answer::over_quota("0s"));
    let ended = exam.run(&[]);
    assert_eq!((ended.code, exam.asked().len()), (Some(1), 1), "{}", ended.stderr);
    assert!(ended.stderr.contains("its provider lists no model compatible/judge"), "{}", ended.stderr);

    exam.model.next(feedback(2));
    exam.model.next(Answer::over_quota("0s"));
    exam.model.next(feedback(5));
    assert_eq!((exam.run(&[]).code, exam.model.left()), (Some(0), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_calls_are_under_way_as_was_said_and_ctrl_c_leaves_no_report() {
    let exam = Exam::new(9).await;
    (0..9).for_each(|_| exam.model.next(Answer::hang()));
    let arguments = ["eval", "--model", "compatible/judge", "--at-once", "3", "--report", "out"];
    let env = [("COMPATIBLE_BASE_URL", exam.model.url())];
    let env = env.each_ref().map(|(name, value)| (*name, value.as_str()));
    let running = exam.checkout.start(&arguments, &env, "calls to compatible/judge: 27 ");
    exam.model.until_received(4).await;
    sleep(Duration::from_millis(300)).await;
    assert_eq!(exam.asked().len(), 3);

    assert!(!running.said().contains('\r'), "a file is no terminal: {}", running.said());
    let code = running.signal(Signal::INT);
    assert_eq!(code, Some(1));
    let said = exam.checkout.read("output").unwrap();
    assert!(said.ends_with("darasa: interrupted; no report was written\n"), "{said}");
    assert_eq!(fs::read_dir(exam.checkout.folder.join("out")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cases_of_the_repository_are_graded_whole_by_a_model_that_keeps_to_the_form() {
    let exam = Exam::new(0).await;
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../../evals");
    let arguments = ["eval", "--model", "compatible/judge", "--runs", "1", "--cases", cases, "--report", "out"];
    let ended = exam.checkout.run_with(&arguments, &[("COMPATIBLE_BASE_URL", &exam.model.url())]);
    let report = report(&exam);
    let count = fs::read_dir(cases).unwrap().count();
    assert_eq!(report["cases"], count);
    assert_eq!(report["numbers"][0]["formErrors"], 0, "{report}");
    // It gives the same grade to everybody: that is no judge.
    assert_eq!((ended.code, &report["passed"]), (Some(1), &json!(false)));
    let injected = report["results"].as_array().unwrap().iter().filter(|case| case["injected"].is_array()).count();
    assert_eq!(report["numbers"][0]["calls"], count + injected);
}
