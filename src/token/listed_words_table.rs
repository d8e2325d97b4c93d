//! Words that an id must not spell: insults and alarms that a reader or a content filter would trip over.

/// Lower case, three letters or more; an id that holds one anywhere is skipped.
pub(super) static LISTED: &[&str] = &[
    "abuse", "anal", "anus", "arse", "bastard", "bitch", "bomb", "bong", "boob", "bugger", "butt",
    "chod", "chut", "clit", "cock", "coon", "crap", "cum", "cunt", "damn", "dick", "dildo", "drug",
    "dyke", "fag", "fart", "fuck", "gaand", "gand", "gook", "hell", "hitler", "homo", "jizz",
    "kike", "kill", "kutta", "kutti", "lund", "madar", "murder", "nazi", "negro", "nigg", "nude",
    "paki", "penis", "piss", "poop", "porn", "pussy", "queer", "raand", "randi", "rape", "saala",
    "semen", "sex", "shit", "slut", "spic", "suicide", "terror", "tit", "turd", "twat", "vagina",
    "whore",
];
