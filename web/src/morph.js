// A refresh never takes away what somebody is typing, reading or has opened.
export function dirty(field) {
  if (field.type === 'hidden' || field.type === 'submit' || field.type === 'button') return false;
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.type === 'file') return field.files.length > 0;
  if (field.tagName === 'SELECT') {
    const set = [...field.options].some((o) => o.defaultSelected);
    return [...field.options].some((o, at) => o.selected !== (set ? o.defaultSelected : at === 0)) && !field.multiple;
  }
  return field.value !== field.defaultValue;
}

addEventListener('turbo:before-morph-element', (event) => {
  const element = event.target;
  const field = element.matches('input, textarea, select');
  if (field && (element === document.activeElement || dirty(element))) event.preventDefault();
  if (element.matches('dialog[open], [popover]:popover-open, .results, datalist')) event.preventDefault();
  // The act id of a form that somebody has begun stays: the same act is sent, not a second one.
  if (element.matches('input[name=act_id]') && [...(element.form?.elements ?? [])].some(dirty)) event.preventDefault();
});
addEventListener('turbo:before-morph-attribute', (event) => {
  if (event.detail.attributeName === 'open' && event.target.matches('details, dialog')) event.preventDefault();
  if (event.target === document.documentElement && event.detail.attributeName === 'class') event.preventDefault();
});
