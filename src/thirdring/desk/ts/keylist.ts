// Every key of the desk, in the order of a day, with what it does. A test compares it with the keys that the screens
// really listen for; what is missing here fails there.
import { gettext } from "./catalogue";

export type KeyGroup = [title: string, keys: [keys: string[], what: string][]];

export function allKeys(): KeyGroup[] {
  return [
    [
      gettext("Shift"),
      [
        [["Enter", "R"], gettext("begin the shift; then R: ready for calls")],
        [["P"], gettext("pauses and the end of the shift")],
        [["1", "9", "0"], gettext("in that list: the reason; 0 ends the shift")],
        [["F2"], gettext("sound and microphone")],
        [["O"], gettext("what is owed")],
        [["?"], gettext("these keys")],
      ],
    ],
    [
      gettext("A call comes"),
      [
        [["A"], gettext("answer")],
        [["N"], gettext("not now")],
        [["1", "4"], gettext("to a colleague: why not")],
      ],
    ],
    [
      gettext("Conversation"),
      [
        [["M"], gettext("microphone off and on")],
        [["H"], gettext("hold, and back")],
        [["E"], gettext("pause the recording")],
        [["D"], gettext("keys for menus")],
        [["K"], gettext("promise a call")],
        [["U"], gettext("passed on wrongly")],
        [["X"], gettext("end the call")],
      ],
    ],
    [
      gettext("Words to say"),
      [
        [["I", "Q", "V", "J"], gettext("greeting, waiting, closing, tactics")],
        [["1", "5"], gettext("that closing was said")],
        [["L"], gettext("another language")],
      ],
    ],
    [
      gettext("Card"),
      [
        [["S"], gettext("find the person")],
        [["W"], gettext("reason")],
        [["B"], gettext("put the card aside")],
        [["Enter"], gettext("close the card; inside a text Ctrl + Enter")],
      ],
    ],
    [
      gettext("Pass the caller on"),
      [
        [["T"], gettext("choose whom to")],
        [["1", "2"], gettext("I have said so; the caller agrees")],
        [["C", "G"], gettext("speak first; hand over at once")],
        [["Y", "Z"], gettext("join them; back to the caller")],
        [["Esc"], gettext("close the list")],
      ],
    ],
    [
      gettext("Call back"),
      [
        [["Space"], gettext("play the message; ← → three seconds")],
        [["D", "F"], gettext("dial: my phone first; the person first")],
        [["E"], gettext("correct the number")],
        [["Y", "U", "N"], gettext("answered; once more; wanted no longer")],
        [["F", "Z"], gettext("answering machine; somebody else")],
      ],
    ],
    [
      gettext("Supervisor in a conversation"),
      [
        [["1", "2", "3"], gettext("listen, whisper, join")],
        [["Z", "X"], gettext("take the call over; leave")],
      ],
    ],
  ];
}
