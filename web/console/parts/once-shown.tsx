/** What is shown this once and kept nowhere: a one-time password, a key. */
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useReading } from '../language.tsx'

export function OnceShown(props: { title: string; value: string; says: string; close: () => void }) {
  const { t } = useReading()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.value)
      setCopied(true)
    } catch {
      // Where the browser forbids it, it is copied by hand.
      setCopied(false)
    }
  }
  return (
    <Modal
      open
      title={props.title}
      mask={{ closable: false }}
      onCancel={props.close}
      footer={
        <>
          <Button onClick={() => void copy()}>{isCopied ? t('已复制', 'Copied') : t('复制', 'Copy')}</Button>
          <Button type="primary" onClick={props.close}>
            {t('已交给本人，关闭', 'Handed over: close')}
          </Button>
        </>
      }
    >
      <p>{props.says}</p>
      <p className="once-shown">
        <code>{props.value}</code>
      </p>
      <p className="soft">
        {t(
          '只显示这一次，平台不保存，关闭后无法再看。',
          'It is shown this once; the platform does not keep it and cannot show it again.',
        )}
      </p>
    </Modal>
  )
}
