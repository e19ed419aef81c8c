//! Command `darasa webhook`: an event of Clerk's, signed, sent to a running server.

use darasa_core::base::{clock, http_client::HttpClient};
use darasa_local::emulators::clerk::{User, Webhook};

use crate::{Failure, settings, state::State, token};

pub const SECRET: &str = "CLERK_WEBHOOK_SIGNING_SECRET";
/// Where `vercel dev` answers.
const USUAL_URL: &str = "http://localhost:3000";

#[derive(clap::Args)]
pub struct Arguments {
    /// What has happened
    #[arg(value_parser = ["user.created", "user.updated", "user.deleted"])]
    event: String,
    /// To whom: letters, digits and _
    #[arg(long, default_value = "ada", value_parser = token::user)]
    user: String,
    /// What they are called now (default: their user name)
    #[arg(long)]
    name: Option<String>,
    /// The server (default: the running dev server, else http://localhost:3000)
    #[arg(long)]
    url: Option<String>,
}

pub async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let checkout = crate::checkout_root()?;
    let state = State::read(&checkout)?;
    let secrets = settings::read(&checkout)?.remove(SECRET).or(state.webhook_secret);
    let secrets = secrets
        .ok_or_else(|| format!("there is no secret to sign with yet; start `cargo dev` first, or set {SECRET}"))?;
    let url = arguments.url.clone().or(state.url).unwrap_or_else(|| USUAL_URL.to_owned());

    let event = event(arguments)?;
    // Of several the newest one comes last; the server takes any.
    let secret = secrets.split(',').next_back().unwrap_or_default().trim();
    let headers = event.headers(secret).map_err(|_| format!("{SECRET} is no signing secret"))?;
    let client = HttpClient::default();
    let client = client.client().map_err(|error| error.cause().unwrap_or_default().to_owned())?;
    let request = client.post(format!("{}/api/webhooks/clerk", url.trim_end_matches('/')));
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    let reply = request.header("content-type", "application/json").body(event.body).send().await;
    let reply = reply.map_err(|error| format!("nobody answers at {url} ({})", error.without_url()))?;

    let (status, text) = (reply.status(), reply.text().await?);
    match status.is_success() {
        true => println!("{} of user_{}: {text}", arguments.event, arguments.user),
        false => return Err(format!("the server answered {status}: {text}").into()),
    }
    Ok(())
}

fn event(Arguments { event, user, name, .. }: &Arguments) -> Result<Webhook, Failure> {
    let (now, id) = (clock::now().try_into()?, format!("msg_{}", clock::random_uuid().simple()));
    let user_id = format!("user_{user}");
    Ok(match event.as_str() {
        "user.deleted" => Webhook::of_deletion(&id, &user_id, now),
        _ => Webhook::of_user(&id, event, &User::named(&user_id, name.as_ref().unwrap_or(user), now), now),
    })
}
