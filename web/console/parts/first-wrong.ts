/** After a form was held back: the first field that is wrong takes the focus, once its error is drawn. */
export function focusFirstWrong(form: HTMLFormElement) {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
