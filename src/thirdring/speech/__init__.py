"""What is said to people, in Russian, Ukrainian and English: the texts, and figures in words.

Pure: it neither speaks nor plays anything, and does not know who hears it. The texts are
versioned and come with their fields; every figure that goes into one is grammatical there.
"""

from thirdring.speech.sentences import LANGUAGES, Figures, Wording, sound_name, spoken
from thirdring.speech.texts import Text, known, written

__all__ = ["LANGUAGES", "Figures", "Text", "Wording", "known", "sound_name", "spoken", "written"]
