"""Whether a page can be read: nothing serious for axe, and no English left in another language."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from leftovers import left_over

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
# Colours on their way to others arrive at once.
FINDINGS = """async () => {
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
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


def unreadable(page: Page) -> list[str]:
    """What axe finds serious on the page as it stands."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FINDINGS)
    return found


def untranslated(page: Page, language: str) -> list[str]:
    """English sentences that are seen or read aloud in another language."""
    return left_over(page.evaluate(TEXTS), language) if language != "en" else []
