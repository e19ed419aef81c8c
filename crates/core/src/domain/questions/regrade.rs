//! Regrade of an answer: what a model writes that grades it once more, and how such gradings are stored and paid.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    base::{
        blocking,
        digest::sha256_of_parts,
        error::{Error, Result, json_position},
        json,
    },
    domain::{
        accounts::usage::{Reservation, settling},
        generation::{Generated, ai_sdk_stream::StreamOptions, json_object::schema_of, whole_object},
    },
    providers::{
        model::{Prompt, RETRY_AFTER},
        models::{ModelRequest, Models},
    },
    storage::db::{Db, Param},
};

/// So many opinions an answer can have beside its own grade.
pub const MOST_OPINIONS: usize = 2;

/// What a prompt is answered with that a model's filter stops.
const REFUSAL: &str = "Error grading your answer";

/// The grade of an answer, and what is wrong or missing in it.
#[derive(Deserialize, JsonSchema)]
struct Opinion {
    #[schemars(range(min = 1, max = 10))]
    rating: i32,
    // Asked for so that there are reasons for the rating; they are shown to nobody.
    #[serde(rename = "gaps")]
    _gaps: Vec<String>,
}

/// A grading that is not stored yet.
pub struct NewGrading {
    pub id: Uuid,
    pub rating: i32,
    pub made: Generated,
}

/// What the model is held to.
pub fn schema() -> Value {
    schema_of::<Opinion>()
}

/// One that is not as asked is as good as none.
pub async fn grade(
    models: &Models,
    prompt: &Prompt,
    options: &StreamOptions,
    heard: &[String],
    id: Uuid,
) -> Result<NewGrading> {
    let asked = ModelRequest { refusal: REFUSAL, arrived: options.arrived, token: options.token.as_ref(), heard };
    let made = whole_object::read(models, prompt.clone(), asked).await?;
    let written = made.text.clone();
    let rating = blocking::run(move || Opinion::parse(&written)).await??.rating;
    Ok(NewGrading { id, rating, made })
}

/// Stores what was made and settles its use, in one statement, which may be repeated. Of an answer deleted meanwhile
/// nothing is kept, and the use counts all the same; nor of what comes so late that there is no room for it.
pub async fn store(db: &Db, paid: &Reservation, prompt: &Prompt, made: &[NewGrading]) -> Result<()> {
    const STORE: &str = settling!(
        claim "$10";
        ", answered as (select a.id from receipt, answers a where a.id = $5 for key share of a)
        insert into gradings (id, answer_id, rating, model, prompt_sha256, created_at)
        select made.id, answered.id, made.rating, made.model, $9, now() + made.nth * interval '1 microsecond'
        from answered, unnest($6::uuid[], $7::int[], $8::text[]) with ordinality as made (id, rating, model, nth)
        where made.nth <= $11 - (select count(*) from gradings where answer_id = answered.id)
        on conflict on constraint gradings_pkey do nothing"
    );
    let tokens = |of: fn(&Generated) -> i32| made.iter().map(|new| of(&new.made)).fold(0, i32::saturating_add);
    let (input, output) = (tokens(|made| made.input_tokens), tokens(|made| made.output_tokens));
    let ids: Vec<_> = made.iter().map(|new| new.id).collect();
    let ratings: Vec<_> = made.iter().map(|new| new.rating).collect();
    let names: Vec<_> = made.iter().map(|new| new.made.model.clone()).collect();
    let model = names.first().map(String::as_str);
    let turns = prompt.turns.iter().map(|(_, text)| text.as_bytes());
    let held_to = prompt.schema.as_ref().map(Value::to_string).unwrap_or_default();
    let told: Vec<_> = [prompt.system.as_bytes(), held_to.as_bytes()].into_iter().chain(turns).collect();
    let sha256 = sha256_of_parts(&told);
    let params: [&dyn Param; 11] = [
        &paid.id,
        &model,
        &input,
        &output,
        &paid.subject,
        &ids,
        &ratings,
        &names,
        &sha256.as_slice(),
        &paid.claim,
        &(MOST_OPINIONS as i64),
    ];
    db.write(STORE, &params).await.map(drop)
}

impl Opinion {
    fn parse(written: &str) -> Result<Self> {
        let wrong = |why: &str| Error::unavailable(format!("an opinion that is not as asked: {why}"), RETRY_AFTER);
        let opinion: Self = json::from_slice(written.as_bytes()).map_err(|error| wrong(&json_position(&error)))?;
        if !(1..=10).contains(&opinion.rating) {
            return Err(wrong("a rating outside 1 to 10"));
        }
        Ok(opinion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opinion_has_a_whole_rating_from_1_to_10_and_its_gaps() {
        for rating in [1, 10] {
            let written = format!("{{\"rating\": {rating}, \"gaps\": [\"No example.\"], \"more\": 1}}");
            assert_eq!(Opinion::parse(&written).unwrap().rating, rating);
        }
        for wrong in [
            r#"{"rating": 0, "gaps": []}"#,
            r#"{"rating": 11, "gaps": []}"#,
            r#"{"rating": 7.5, "gaps": []}"#,
            r#"{"rating": "7", "gaps": []}"#,
            r#"{"rating": 7}"#,
            r#"{"rating": 7, "gaps": "none"}"#,
            r#"{"gaps": []}"#,
            r#"{"rating": 7, "gaps": ["#,
            "",
            "7",
        ] {
            let problem = Opinion::parse(wrong).err().unwrap().problem();
            assert_eq!((problem.status.as_u16(), problem.code), (503, "unavailable"), "{wrong}");
        }
    }
}
