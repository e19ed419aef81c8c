//! Sign-in at the emulated Clerk without a page of Clerk's: the people who are ready, the plans of the instance, and
//! the session token of whoever is chosen.

use darasa_core::domain::accounts::plans;
use jiff::Timestamp;

use super::{ClerkEmulator, Token, User};

/// A token lasts a working day, so that a copied one keeps working; Clerk's own last a minute.
pub const LIFETIME: i64 = 8 * 60 * 60;
/// No token has to last longer than a year.
pub const LONGEST_LIFETIME: i64 = 31_536_000;
const LONGEST_NAME: usize = 64;
const LONGEST_FEATURE: usize = 64;
/// What a token says of a plan that was put together by hand.
const MADE_UP: &str = "dev";

/// Somebody who is there before anybody has signed in.
#[derive(Debug)]
pub struct ReadyPerson {
    pub user: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
}

/// A plan of the instance, under the name that `/api/users/me` has for it.
#[derive(Debug)]
pub struct OfferedPlan {
    pub name: &'static str,
    /// As Clerk calls it, in a token's `pla`.
    pub slug: &'static str,
    pub features: &'static [&'static str],
}

pub const PEOPLE: [ReadyPerson; 2] = [
    ReadyPerson { user: "ada", first_name: "Ada", last_name: "Lovelace" },
    ReadyPerson { user: "grace", first_name: "Grace", last_name: "Hopper" },
];

/// From the smallest to the largest.
pub const PLANS: [OfferedPlan; 3] = [
    OfferedPlan { name: "free", slug: "free_user", features: &["5_questions", "1_interview"] },
    OfferedPlan { name: "pro", slug: "pro", features: &["unlimited_questions", "10_interviews", "10_resume_analysis"] },
    OfferedPlan { name: "max", slug: "max", features: &plans::UNLIMITED },
];

/// The plan of whoever tries things out: no limit stops them.
pub const DEFAULT_PLAN: &OfferedPlan = &PLANS[PLANS.len() - 1];

impl OfferedPlan {
    pub fn named(name: &str) -> Option<&'static Self> {
        PLANS.iter().find(|plan| plan.name == name)
    }

    /// A token's `fea`.
    pub fn claim(&self) -> String {
        claim(self.features)
    }
}

impl ReadyPerson {
    pub fn at_clerk(&self, created_at: Timestamp) -> User {
        let named = User::named(&user_id(self.user), self.user, created_at);
        let (first, last) = (self.first_name.to_owned(), self.last_name.to_owned());
        User { first_name: Some(first), last_name: Some(last), ..named }
    }
}

impl ClerkEmulator {
    /// A session on a plan of the instance.
    pub fn sign_in(&self, user: &str, plan: &OfferedPlan) -> Token {
        self.token(&user_id(user)).plan(&format!("u:{}", plan.slug), &plan.claim()).expires_in(LIFETIME)
    }

    /// A session with these features, whatever plan would have them.
    pub fn sign_in_with(&self, user: &str, features: &[impl AsRef<str>]) -> Token {
        self.token(&user_id(user)).plan(&format!("u:{MADE_UP}"), &claim(features)).expires_in(LIFETIME)
    }
}

/// Clerk's id of somebody who is called so here.
pub fn user_id(user: &str) -> String {
    format!("user_{user}")
}

/// Features as a token's `fea` has them.
pub fn claim(features: &[impl AsRef<str>]) -> String {
    let slugs = features.iter().map(|slug| format!("u:{}", slug.as_ref()));
    slugs.collect::<Vec<_>>().join(",")
}

/// 1 to 64 letters, digits or `_`.
pub fn is_user(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(plain)
}

/// 1 to 64 small letters, digits or `_`, such as `5_questions`.
pub fn is_feature(slug: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !slug.is_empty() && slug.len() <= LONGEST_FEATURE && slug.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use darasa_core::domain::accounts::plans::{Limit, Plan};
    use serde_json::json;

    use super::*;

    #[test]
    fn each_plan_is_what_its_features_make_of_it() {
        for offered in &PLANS {
            let plan = Plan::from_features(Some(&offered.claim()));
            assert_eq!(json!(plan.name), offered.name);
        }
        let limits = PLANS.each_ref().map(|offered| {
            let plan = Plan::from_features(Some(&offered.claim()));
            [plan.questions, plan.interviews, plan.resume_analyses]
        });
        let (up_to, all) = (|most| Some(Limit::UpTo(most)), Some(Limit::Unlimited));
        assert_eq!(limits, [[up_to(5), up_to(1), None], [all, up_to(10), up_to(10)], [all; 3]]);
    }

    #[test]
    fn names_and_features_are_plain_words_of_at_most_sixty_four_letters() {
        for (name, good) in [("ada", true), ("Ada_2", true), ("", false), ("ada lovelace", false), ("é", false)] {
            assert_eq!(is_user(name), good, "{name}");
        }
        for (slug, good) in [("5_questions", true), ("", false), ("Questions", false), ("a,b", false), ("u:x", false)] {
            assert_eq!(is_feature(slug), good, "{slug}");
        }
        for (letters, good) in [(63, true), (64, true), (65, false)] {
            assert_eq!((is_user(&"a".repeat(letters)), is_feature(&"a".repeat(letters))), (good, good), "{letters}");
        }
    }
}
