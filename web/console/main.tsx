import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import AntApp from 'antd/es/app'
import ConfigProvider from 'antd/es/config-provider'
import enUS from 'antd/es/locale/en_US'
import zhCN from 'antd/es/locale/zh_CN'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { cssVariables } from '../ui/tokens.ts'
import './console.css'
import './cases.css'
import './counter.css'
import './doors.css'
import { ReadingProvider, useReading } from './language.tsx'
import { noticeActs, sessionIs } from './life.ts'
import { consoleRouter } from './routes.tsx'
import { meQuery, queryClient } from './session.ts'
import { face, theme } from './theme.ts'

noticeActs()
const queries = queryClient({
  hasEnded: () => {
    // The page stays, out of sight: nothing that was filled in is lost.
    sessionIs('ended')
  },
  somebodyElse: () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }),
})
const router = consoleRouter(queries)

function Console() {
  const { language, isLarge } = useReading()
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={theme(isLarge)}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      // Lists of choices here are short; whole, they can be read out.
      virtual={false}
      // Beside what opened them: inside the page's landmarks, and next in the order of reading.
      getPopupContainer={(opener) => opener?.parentElement ?? document.body}
    >
      <AntApp component={false}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  )
}

// The same values as the portal's, set through the style sheet's own rules: the tokens stay the one place.
document.documentElement.style.cssText = `${cssVariables()}\n--face: ${face};`

const place = document.getElementById('console')
if (!place) throw new Error('index.html has no #console')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ReadingProvider>
        <Console />
      </ReadingProvider>
    </QueryClientProvider>
  </StrictMode>,
)
