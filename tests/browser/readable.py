"""Whether a page can be read: nothing serious for axe, and no English left in another language."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from leftovers import left_over

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
# Colours on their way to others arrive at once. In a walk (``look`` is its name) contrast, which takes longer
# than all other rules together, is asked of what stands below the same classes but once in a tab.
FINDINGS = """async (look) => {
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  const findings = async (context, asked) => {
    const { violations } = await axe.run(context, { resultTypes: ["violations"], ...asked });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
  };
  if (look === "") return findings(document, {});

  const ways = new Map([[document, ""]]);
  const known = new Set(JSON.parse(sessionStorage.getItem(look) ?? "[]"));
  const fresh = [];
  for (const element of document.querySelectorAll("*")) {
    const { type = "", disabled = false, tagName, parentNode } = element;
    const step = [ways.get(parentNode), tagName, element.getAttribute("class"), type, disabled].join();
    let way = 5381;
    for (let at = 0; at < step.length; at += 1) way = (Math.imul(way, 33) + step.charCodeAt(at)) | 0;
    ways.set(element, way);
    if (document.body.contains(element) && !known.has(way)) fresh.push(element);
    known.add(way);
  }
  sessionStorage.setItem(look, JSON.stringify([...known]));
  const found = await findings(document, { rules: { "color-contrast": { enabled: false } } });
  const speaks = ({ childNodes, value }) => value || [...childNodes].some(({ data }) => data?.trim());
  const spoken = fresh.filter(speaks);
  return spoken.length ? [...found, ...(await findings(spoken, { runOnly: ["color-contrast"] }))] : found;
}"""
TEXTS = """() => {
  const said = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const quiet = "script, style, [lang=en]:not(html), .material-symbols-outlined";
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (!parentElement.closest(quiet)) said.push(data);
  }
  for (const node of document.querySelectorAll("[title], [placeholder], [aria-label], [alt]"))
    for (const name of ["title", "placeholder", "aria-label", "alt"])
      if (!node.closest(quiet)) said.push(node.getAttribute(name) ?? "");
  return said;
}"""


def unreadable(page: Page, look: str = "") -> list[str]:
    """What axe finds serious on the page as it stands; ``look``: in a walk over many pages."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FINDINGS, look)
    return found


def untranslated(page: Page, language: str) -> list[str]:
    """English sentences that are seen or read aloud in another language."""
    return left_over(page.evaluate(TEXTS), language) if language != "en" else []
