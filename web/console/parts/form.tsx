/**
 * A form that tells what is wrong with it. Held back with more than two fields, it
 * lists above them what is to be put right, each a way to its field, and the focus
 * goes to the list; a shorter one has its first wrong field focused. What is put
 * right afterwards stays in the list and is marked, so that nothing moves under the
 * hands of who is typing.
 */
import {
  createContext,
  type FormEvent,
  type KeyboardEventHandler,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useReading } from '../language.tsx'

type Told = { label: string; says: string | undefined }
type Board = { tell: (id: string, told: Told | undefined) => void }

const FormBoard = createContext<Board | undefined>(undefined)

/** From this many fields on, what is wrong is listed above them. */
const longForm = 3

/** Tells the form around it that this field is there, and what is wrong with it. */
export function useTold(id: string, label: string, says: string | undefined) {
  const board = useContext(FormBoard)
  useEffect(() => board?.tell(id, { label, says }), [board, id, label, says])
  useEffect(() => () => board?.tell(id, undefined), [board, id])
}

export function Form(props: {
  /** False: something is wrong, and was told at its field. */
  submit: () => boolean
  /** What the server found wrong with the fields when it was sent last. */
  refused?: string
  className?: string
  label?: string
  onKeyDown?: KeyboardEventHandler<HTMLFormElement>
  ref?: RefObject<HTMLFormElement | null>
  children: ReactNode
}) {
  const { t } = useReading()
  const [fields, setFields] = useState<ReadonlyMap<string, Told>>(new Map())
  const [listed, setListed] = useState<readonly { id: string; says: string }[]>([])
  // Held back twice for the same, nothing else would be drawn anew.
  const [, setTimes] = useState(0)
  const summary = useRef<HTMLDivElement>(null)
  const isHeld = useRef(false)
  const board = useMemo<Board>(
    () => ({
      tell: (id, told) =>
        setFields((before) => {
          const after = new Map(before)
          if (told) after.set(id, told)
          else after.delete(id)
          return after
        }),
    }),
    [],
  )
  const { refused } = props
  useEffect(() => {
    if (refused) isHeld.current = true
  }, [refused])
  // What is wrong is drawn first, told here after that: the form waits for it, however many pictures it takes.
  useEffect(() => {
    if (!isHeld.current) return
    const wrong = inOrder(fields)
    const [first] = wrong
    if (first === undefined) return
    isHeld.current = false
    if (fields.size < longForm) return focusField(first.id)
    setListed(wrong)
  })
  useEffect(() => {
    if (listed.length > 0) summary.current?.focus()
  }, [listed])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    isHeld.current = !props.submit()
    if (isHeld.current) setTimes((times) => times + 1)
    else setListed([])
  }
  const wrongs = listed.map(({ id, says }) => {
    const now = fields.get(id)
    const isWrong = now?.says !== undefined
    return isWrong
      ? { id, says: `${now.label}${t('：', ': ')}${now.says}` }
      : { id, says: now ? `${now.label}${t('：', ': ')}${says}` : says, mended: t('已改', 'mended') }
  })
  return (
    <form
      className={props.className}
      aria-label={props.label}
      ref={props.ref}
      onSubmit={submit}
      onKeyDown={props.onKeyDown}
      onInput={() => {
        isHeld.current = false
      }}
      noValidate
    >
      {wrongs.length > 0 && (
        <ErrorSummary
          ref={summary}
          title={t(
            `没有提交：有 ${wrongs.length} 处需要填写或改正`,
            wrongs.length === 1 ? 'Not sent: one thing to put right' : `Not sent: ${wrongs.length} things to put right`,
          )}
          wrongs={wrongs}
          follow={focusField}
        />
      )}
      <FormBoard value={board}>{props.children}</FormBoard>
    </form>
  )
}

/** What is wrong, from the top of the form to its end. */
function inOrder(fields: ReadonlyMap<string, Told>): { id: string; says: string }[] {
  const places = [...fields].flatMap(([id, { says }]) => {
    const place = document.getElementById(id)
    return says !== undefined && place ? [{ id, says, place }] : []
  })
  return places
    .sort((a, b) => (a.place.compareDocumentPosition(b.place) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
    .map(({ id, says }) => ({ id, says }))
}

/** A field that is folded away is unfolded first. */
function focusField(id: string) {
  const place = document.getElementById(id)
  const field = place?.matches('fieldset') ? place.querySelector('input') : place
  const folded = field?.closest('details')
  if (folded) folded.open = true
  field?.focus()
  field?.closest('.field-row, fieldset')?.scrollIntoView({ block: 'nearest' })
}
