//! How much what counts in the ranking. Measured on real questions: docs/search.md.

#[derive(Debug, Clone, Copy)]
pub struct Weights {
    /// A word with the accents that were typed.
    pub accented: f32,
    /// The same word in a text without any accents.
    pub bare: f32,
    /// A word without marks in a question with marks: found with any marks, ranked by its exact form.
    pub unmarked_folded: f32,
    pub unmarked_exact: f32,
    /// A word of a question without any marks.
    pub folded: f32,
    /// Neighbours of the question that are neighbours in the text.
    pub pair: f32,
    pub folded_pair: f32,
    pub subject: f32,
    pub subject_pair: f32,
    pub prefix: f32,
    pub typo: f32,
    /// The paper's own number and symbol; its own number.
    pub code: f32,
    pub number: f32,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            accented: 1.0,
            bare: 0.5,
            unmarked_folded: 0.3,
            unmarked_exact: 0.7,
            folded: 1.0,
            pair: 1.0,
            folded_pair: 0.0,
            subject: 0.8,
            subject_pair: 0.8,
            prefix: 1.0,
            typo: 0.7,
            code: 20.0,
            number: 6.0,
        }
    }
}
