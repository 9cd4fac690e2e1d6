/** A label, what it labels, what helps, and what is wrong: bound together for those who listen. */
import type { ReactNode } from 'react'
import { useTold } from './form.tsx'

export type FieldProps = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true; 'aria-required'?: true }

type Props = {
  id: string
  label: string
  error?: string
  hint?: ReactNode
  isOptional?: boolean
  children: (field: FieldProps) => ReactNode
}

export function Field({ id, label, error, hint, isOptional = false, children }: Props) {
  useTold(id, label, error)
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className="field-row">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': isOptional ? undefined : true,
      })}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** Several that are ticked under one heading. */
export function FieldGroup(props: {
  id: string
  label: string
  error?: string
  className?: string
  children: ReactNode
}) {
  const { id, label, error } = props
  useTold(id, label, error)
  return (
    <fieldset id={id} className={props.className} aria-describedby={error && `${id}-error`}>
      <legend>{label}</legend>
      {props.children}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
