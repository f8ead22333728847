// Django's boxes for choosing several things explain themselves by a sign that has a name but no role.
document.addEventListener("DOMContentLoaded", () => {
  addEventListener("load", () => { // after Django's own, which draws them
    for (const sign of document.querySelectorAll(".help-tooltip")) sign.role = "img";
  });
});
