/** What the lists of people, clients and sources share: a row is changed in a form, acted on for a reason, and what is shown once is shown. */
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Input from 'antd/es/input'
import { type ReactNode, useId, useState } from 'react'
import type { AccessChangeView } from '../../../src/http/schemas/people.ts'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { OnceShown } from './once-shown.tsx'

type Once = { title: string; value: string; says: string }

/** `Act`: what may be done to a row besides changing it. */
export function useAdministered<Row, Act = never>(queryKey: readonly unknown[]) {
  const queries = useQueryClient()
  const [edited, edit] = useState<Row | 'new'>()
  const [acted, act] = useState<{ row: Row; act: Act }>()
  const [once, setOnce] = useState<Once>()
  const close = () => {
    edit(undefined)
    act(undefined)
  }
  return {
    edited,
    edit,
    acted,
    act,
    close,
    async done(shown?: Once) {
      close()
      setOnce(shown)
      await queries.invalidateQueries({ queryKey })
    },
    onceShown: once && <OnceShown {...once} close={() => setOnce(undefined)} />,
  }
}

/** `name`: what the row is called, for those who listen. */
export function RowActions(props: {
  name: string
  edit: () => void
  acts?: readonly { words: string; press: () => void }[]
  record: { kind: AccessChangeView['kind']; target: string }
  children?: ReactNode
}) {
  const { t } = useReading()
  const of = <span className="sr-only">{` ${props.name}`}</span>
  return (
    <div className="row-actions">
      {[{ words: t('更改', 'Change'), press: props.edit }, ...(props.acts ?? [])].map(({ words, press }) => (
        <button key={words} type="button" className="quiet" onClick={press}>
          {words}
          {of}
        </button>
      ))}
      {props.children}
      <Link to="/access-changes" search={props.record}>
        {t('记录', 'Record')}
        {of}
      </Link>
    </div>
  )
}

export type Fact<Name extends string> = {
  name: Name
  label: string
  most: number
  hint?: string
  /** What is wrong with it, said once the form was sent off; absent: it may stay empty. */
  lack?: (text: string) => string | undefined
  isFixed?: boolean
}

/** The texts of such a form. */
export function useFacts<Facts extends object, Name extends string & keyof Facts>(
  before: Facts,
  facts: readonly Fact<Name>[],
) {
  const id = useId()
  const [one, setOne] = useState(before)
  const change = (part: Partial<Facts>) => setOne((now) => ({ ...now, ...part }))
  const textOf = (name: Name) => String(one[name] ?? '')
  return {
    one,
    change,
    id,
    isComplete: facts.every(({ name, lack }) => lack?.(textOf(name).trim()) === undefined),
    field(name: Name, isAsked: boolean) {
      const { label, most, hint, lack, isFixed } = facts.find((fact) => fact.name === name)!
      const error = isAsked ? lack?.(textOf(name).trim()) : undefined
      return (
        <Field key={name} id={`${id}-${name}`} label={label} error={error} hint={hint} isOptional={lack === undefined}>
          {(field) => (
            <Input
              {...field}
              value={textOf(name)}
              disabled={isFixed}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={most}
              onChange={(event) => change({ [name]: event.target.value } as Partial<Facts>)}
            />
          )}
        </Field>
      )
    },
  }
}

/** What may be wrong with the two codes that stand in each of these forms. */
export function useCodeLacks(isNeeded = true) {
  const { t } = useReading()
  const lack = (form: RegExp, says: string) => (text: string) =>
    form.test(text) || (!isNeeded && !text) ? undefined : says
  return {
    code: lack(/^[0-9A-Z]{18}$/i, t('请填写 18 位统一社会信用代码', 'Give the code of 18 characters')),
    region: lack(/^\d{6}$/, t('请填写 6 位行政区划代码', 'Give the region code of 6 digits')),
  }
}

/** A body as its name, its code and region below. */
export function BodyCell({ body, bodyName, region }: { body: string; bodyName: string; region: string }) {
  return (
    <>
      {bodyName || body || '—'}
      <span className="soft under">{[bodyName && body, region].filter(Boolean).join(' · ')}</span>
    </>
  )
}
