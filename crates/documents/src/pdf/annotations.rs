//! Annotations of a page: the text of form fields that were filled in, and of notes written onto the page, as their
//! appearance streams show it.

use hayro_font::kurbo::{Affine, Rect as Box, Vec2};
use hayro_syntax::{
    object::{
        Array, Dict, Name, Object, Rect, Stream,
        dict::keys::{ANNOTS, AP, AS, BBOX, F, MATRIX, N, RECT, SUBTYPE},
    },
    page::Page,
};

use super::{
    interpreter::{Interpreter, page_transform},
    state::State,
};

/// Bits of an annotation's flags: hidden, and not shown on a screen.
const NOT_SEEN: i32 = 1 << 1 | 1 << 5;

pub(super) fn interpret<'a>(interpreter: &mut Interpreter<'a>, page: &Page<'a>) {
    let Some(annotations) = page.raw().get::<Array<'_>>(ANNOTS) else { return };
    for annotation in annotations.iter::<Dict<'_>>() {
        if !interpreter.budget.work() {
            return;
        }
        if let Some((form, placed)) = appearance(&annotation) {
            let state = State::new(page_transform(page) * placed);
            interpreter.form(&form, page.resources(), state, 1);
        }
    }
}

/// The stream that an annotation looks like, and how its box comes to stand where the annotation does.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<(Stream<'a>, Affine)> {
    let is_text = matches!(annotation.get::<Name<'_>>(SUBTYPE)?.as_ref(), b"Widget" | b"FreeText");
    if !is_text || annotation.get::<i32>(F).unwrap_or(0) & NOT_SEEN != 0 {
        return None;
    }
    let form = match annotation.get::<Dict<'_>>(AP)?.get::<Object<'_>>(N)? {
        Object::Stream(form) => form,
        // One look for each state, as of a box that is ticked or not.
        Object::Dict(states) => states.get::<Stream<'_>>(annotation.get::<Name<'_>>(AS)?)?,
        _ => return None,
    };
    let [place, own] = [annotation.get::<Rect>(RECT)?, form.dict().get::<Rect>(BBOX)?].map(|rect| {
        let Rect { x0, y0, x1, y1 } = rect;
        Box::new(x0, y0, x1, y1)
    });
    let matrix = form.dict().get::<[f64; 6]>(MATRIX).map_or(Affine::IDENTITY, Affine::new);
    let shown = matrix.transform_rect_bbox(own);
    let scale = |to: f64, from: f64| if from > 0.0 { to / from } else { 1.0 };
    let (across, down) = (scale(place.width(), shown.width()), scale(place.height(), shown.height()));
    let moved = Vec2::new(place.x0 - shown.x0 * across, place.y0 - shown.y0 * down);
    Some((form, Affine::translate(moved) * Affine::scale_non_uniform(across, down)))
}
