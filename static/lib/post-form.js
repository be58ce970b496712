// Leaves this site with a form: the one way to a payment provider's page, which the security policy of the checkout
// page allows and no other page's does.

/** Posts `fields` to `action`; `refused()` is called when the browser does not go there. */
export function postForm({ action, fields }, refused) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  form.hidden = true;
  for (const [name, value] of Object.entries(fields)) form.append(hiddenField(name, value));
  document.addEventListener("securitypolicyviolation", refused, { once: true });
  document.body.append(form);
  // A field may be called "submit".
  HTMLFormElement.prototype.submit.call(form);
}

function hiddenField(name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}
