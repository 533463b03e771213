// FullCalendar writes its rules into a <style> element, which our Content-Security-Policy refuses: styles come from
// files. A sheet made by script is none of the page's markup and allowed. So FullCalendar is given an element that is
// found where it looks, is no HTML, and whose sheet is such a one. Runs before FullCalendar does.
(() => {
  "use strict";
  const sheet = new CSSStyleSheet();
  const place = document.createElementNS("urn:stageslot:styles", "style");
  place.setAttribute("data-fullcalendar", "");
  Object.defineProperty(place, "sheet", { value: { cssRules: sheet.cssRules, insertRule } });
  document.head.append(place);
  document.adoptedStyleSheets.push(sheet);

  // In a layer below ours (tokens.css), so that our pages have the last word. Its icon font is a data: address, which
  // is refused too; the page has its own icons.
  function insertRule(rule) {
    if (rule.startsWith("@font-face")) return;
    sheet.insertRule(`@layer vendor { ${rule} }`, sheet.cssRules.length);
  }
})();
