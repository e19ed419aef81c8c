//! Interpreter of content streams: runs the operators that place text, and keeps the glyphs of a page in the order in
//! which they are drawn. It draws nothing: colours, clips and pictures are passed over.

use hayro_font::kurbo::Affine;
use hayro_syntax::{
    content::{TypedIter, ops::TypedInstruction as Op},
    object::{
        Array, Dict, Name, Number, Object, Stream, String as PdfString,
        dict::keys::{FONT, MATRIX, RESOURCES, SUBTYPE},
    },
    page::{Page, Resources},
};

use super::{
    budget::Budget,
    fonts::Fonts,
    glyph::{Glyph, PageSize},
    letters,
    marked_content::MarkedContent,
    state::{SavedStates, State, TextPosition},
};

/// Forms in forms; one that holds itself ends here.
const DEEPEST_FORM: usize = 12;
/// Bytes of a form or of a text that cost as much as an operator: what is named again is unpacked again.
pub(super) const BYTES_A_STEP: usize = 64;

/// What was met besides text.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub images: usize,
    /// Painted.
    pub paths: usize,
    /// Glyphs that are no blanks.
    pub shown: usize,
    /// And of these, those whose letters no font tells.
    pub unmapped: usize,
}

pub(super) struct Interpreter<'a> {
    pub(super) fonts: Fonts<'a>,
    pub(super) marked: MarkedContent,
    pub(super) page: PageSize,
    pub(super) glyphs: Vec<Glyph>,
    pub budget: Budget,
    pub counts: Counts,
}

/// A content stream as it is run: a page's, a form's or an annotation's.
pub(super) struct Running<'r, 'a> {
    pub resources: &'r Resources<'a>,
    pub state: State<'a>,
    saved: SavedStates<'a>,
    pub text: TextPosition,
    depth: usize,
    /// How much marked content was open before it.
    marked: usize,
}

impl<'a> Interpreter<'a> {
    pub fn new() -> Self {
        Self {
            fonts: Fonts::new(),
            marked: MarkedContent::default(),
            page: PageSize::default(),
            glyphs: Vec::new(),
            budget: Budget::default(),
            counts: Counts::default(),
        }
    }

    /// What a page shows, without its annotations.
    pub fn page(&mut self, page: &Page<'a>) {
        self.page = PageSize::new(page);
        self.budget.work_of(1 + page.page_stream().map_or(0, <[u8]>::len) / BYTES_A_STEP);
        self.run(page.typed_operations(), page.resources(), State::new(page_transform(page)), 0);
    }

    /// The glyphs since the last time.
    pub fn take_glyphs(&mut self) -> Vec<Glyph> {
        std::mem::take(&mut self.glyphs)
    }

    /// A form's own coordinates are in the place of `transform`.
    pub fn form(&mut self, form: &Stream<'a>, outside: &Resources<'a>, mut state: State<'a>, depth: usize) {
        if depth > DEEPEST_FORM {
            return;
        }
        let Ok(data) = form.decoded_data() else { return };
        if !self.budget.work_of(data.len() / BYTES_A_STEP) {
            return;
        }
        let matrix = form.dict().get::<[f64; 6]>(MATRIX).map_or(Affine::IDENTITY, Affine::new);
        state.transform *= matrix;
        let own = form.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
        self.run(TypedIter::new(&data), own.as_ref().unwrap_or(outside), state, depth);
    }

    fn run(&mut self, mut operators: TypedIter<'_>, resources: &Resources<'a>, state: State<'a>, depth: usize) {
        let (saved, text, marked) = (SavedStates::default(), TextPosition::new(Affine::IDENTITY), self.marked.depth());
        let mut running = Running { resources, state, saved, text, depth, marked };
        while let Some(operator) = operators.next() {
            if !self.budget.work() {
                break;
            }
            self.step(&operator, &mut running);
        }
        self.marked.end_all(marked);
    }

    fn step(&mut self, operator: &Op<'_, '_>, running: &mut Running<'_, 'a>) {
        let Running { resources, state, saved, marked, .. } = running;
        match operator {
            Op::SaveState(_) => saved.save(state),
            Op::RestoreState(_) => saved.restore(state),
            Op::Transform(by) => state.transform *= affine([by.0, by.1, by.2, by.3, by.4, by.5]),
            Op::SetGraphicsState(name) => self.set_graphics_state(resources, name.0, state),
            Op::XObject(name) => self.x_object(name.0, running),
            Op::InlineImage(_) => self.counts.images += 1,
            Op::BeginMarkedContent(_) => self.marked.begin(None),
            Op::BeginMarkedContentWithProperties(begin) => {
                let text = actual_text(begin.1, resources);
                self.budget.work_of(text.as_ref().map_or(0, String::len) / BYTES_A_STEP);
                self.marked.begin(text);
            }
            Op::EndMarkedContent(_) => self.marked.end(*marked),
            Op::StrokePath(_)
            | Op::CloseAndStrokePath(_)
            | Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => self.counts.paths += 1,
            other => self.text_operator(other, running),
        }
    }

    fn set_graphics_state(&mut self, resources: &Resources<'a>, name: &Name<'_>, state: &mut State<'a>) {
        let font = resources.get_ext_g_state(name).and_then(|set| set.get::<Array<'_>>(FONT));
        let Some(mut parts) = font.map(|font| font.iter::<Object<'_>>()) else { return };
        if let (Some(Object::Dict(font)), Some(Object::Number(size))) = (parts.next(), parts.next()) {
            state.font = self.fonts.load(Some(&font));
            state.size = size.as_f64();
        }
    }

    fn x_object(&mut self, name: &Name<'_>, running: &Running<'_, 'a>) {
        let Some(object) = running.resources.get_x_object(name) else { return };
        match object.dict().get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(b"Image") => self.counts.images += 1,
            Some(b"Form") => self.form(&object, running.resources, running.state.clone(), running.depth + 1),
            _ => {}
        }
    }
}

/// To the page as it is shown: turned, and cut by its crop box.
pub(super) fn page_transform(page: &Page<'_>) -> Affine {
    Affine::new(page.initial_transform(true).as_coeffs())
}

pub(super) fn affine(numbers: [Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}

fn actual_text(properties: &Object<'_>, resources: &Resources<'_>) -> Option<String> {
    let named = match properties {
        Object::Name(name) => resources.properties.get::<Dict<'_>>(name),
        _ => None,
    };
    let properties = match properties {
        Object::Dict(properties) => properties,
        _ => named.as_ref()?,
    };
    let text = properties.get::<PdfString<'_>>(b"ActualText".as_slice())?;
    Some(letters::text_string(text.as_bytes()))
}
