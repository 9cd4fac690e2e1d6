import { demoMark, demoSentence } from '../../ui/words.ts'
import { useReading } from '../language.tsx'

export function DemoBand() {
  const { say } = useReading()
  return (
    <div className="demo-band" role="note">
      <b>{say(demoMark)}</b>
      <span>{say(demoSentence)}</span>
    </div>
  )
}
