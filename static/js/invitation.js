/* Puts the code of an invitation, which stands after the # of its link, into the form: so it is in no server's log. */
(() => {
  "use strict";

  const field = document.querySelector("[data-from-address]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || field.value || !code) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
})();
