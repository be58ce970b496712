//! What people write on their way, in each language.

use crate::walks::paper::{Answer, Key};

/// An exam as one language has it, and what is said while it is held.
pub struct Words {
    pub exam: &'static str,
    pub summary: &'static str,
    /// Two questions, of which the second is never closed.
    pub broken: &'static str,
    pub questions: &'static str,
    /// The name, the text and the number of the question that is written by hand, and what the number may be off by.
    pub by_hand: [&'static str; 4],
    /// Right answers, in the order of the paper.
    pub key: Key<'static>,
    pub sitting: &'static str,
    pub announcement: &'static str,
    pub reason: &'static str,
    pub alarm: &'static str,
    pub question: &'static str,
    pub reply: &'static str,
    pub over: &'static str,
    pub comment: &'static str,
}

pub const ENGLISH: Words = Words {
    exam: "Physics I",
    summary: "Light, force and time.",
    broken: "The Moon is a star. {F}\n\nWhat is heavier? {=lead ~feathers\n",
    questions: "
::Sun::The Sun is a star. {T}

::Units::Which of these are units of energy? {~%50%joule ~%50%electronvolt ~%-50%newton ~%-50%watt}

::Constant::Whose constant relates energy and frequency? {=Planck =Planck's =Max Planck}

::Essay::Why is the sky blue? {}
",
    by_hand: ["Fall", "How fast does a stone fall on Earth after one second, in m/s?", "9.81", "0.05"],
    key: &[
        ("The Sun is a star", Answer::Choose(&["True"])),
        ("units of energy", Answer::Choose(&["joule", "electronvolt"])),
        ("Whose constant", Answer::Write("Planck")),
        ("Why is the sky blue", Answer::Write("Short waves scatter more.")),
        ("How fast", Answer::Write("9.8")),
    ],
    sitting: "Morning",
    announcement: "The windows stay open.",
    reason: "The paper came late.",
    alarm: "Fire alarm.",
    question: "May I leave for a minute?",
    reply: "Yes, of course.",
    over: "Everybody has handed in.",
    comment: "Well seen.",
};

pub const FRENCH: Words = Words {
    exam: "Introduction à la physique expérimentale",
    summary: "Lumière, force et temps : les notions fondamentales.",
    broken: "La Lune est une étoile. {F}\n\nQu’est-ce qui est le plus lourd ? {=le plomb ~les plumes\n",
    questions: "
::Soleil::Le Soleil est une étoile. {T}

::Unités::Lesquelles de ces unités mesurent une énergie ? {~%50%joule ~%50%électronvolt ~%-50%newton ~%-50%watt}

::Constante::Quel physicien a donné son nom à la constante qui relie énergie et fréquence ? {=Planck =Max Planck}

::Rédaction::Pourquoi le ciel est-il bleu ? {}
",
    by_hand: ["Chute", "À quelle vitesse tombe une pierre après une seconde, en m/s ?", "9,81", "0,05"],
    key: &[
        ("Le Soleil est une étoile", Answer::Choose(&["Vrai"])),
        ("unités mesurent une énergie", Answer::Choose(&["joule", "électronvolt"])),
        ("Quel physicien", Answer::Write("Planck")),
        ("Pourquoi le ciel", Answer::Write("Les ondes courtes sont davantage diffusées.")),
        ("À quelle vitesse", Answer::Write("9,8")),
    ],
    sitting: "Session du matin",
    announcement: "Les fenêtres restent ouvertes.",
    reason: "Le sujet est arrivé en retard.",
    alarm: "Alerte incendie.",
    question: "Puis-je sortir une minute ?",
    reply: "Oui, bien sûr.",
    over: "Tout le monde a rendu sa copie.",
    comment: "Très bien vu.",
};
