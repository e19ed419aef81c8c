//! Account: the caller, their plan and what they used of it.

use darasa_core::domain::accounts::users::Me;

use crate::operation::Operation;

pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/api/users/me", "getMe", "Read the caller")
            .about("With the plan and what was used of it. A feature without a limit has neither limit nor remainder.")
            .cached::<Me>("The caller."),
    ]
}
