/* Asks the browser to make a passkey or to show one, and sends what it answers with the form. */
(() => {
  "use strict";

  const fromText = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (credentials) => (credentials || []).map((one) => ({ ...one, id: fromText(one.id) }));

  const question = (data) => {
    const asked = { ...data.publicKey, challenge: fromText(data.publicKey.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: fromText(asked.user.id) };
    if (asked.excludeCredentials) asked.excludeCredentials = known(asked.excludeCredentials);
    if (asked.allowCredentials) asked.allowCredentials = known(asked.allowCredentials);
    return asked;
  };

  const answer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, response, clientExtensionResults: credential.getClientExtensionResults() };
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const tell = (text) => {
      form.querySelector("[data-told]").textContent = text;
    };
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) {
        tell(form.dataset.impossible);
        return;
      }
      try {
        const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: question(JSON.parse(form.dataset.options)) });
        form.elements.credential.value = JSON.stringify(answer(credential));
        form.submit();
      } catch {
        tell(form.dataset.refused);
      }
    });
  }
})();
