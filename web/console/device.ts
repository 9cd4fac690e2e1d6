/** What a browser calls itself, in words: the browser and the system, as its owner would say it. */
import type { Language } from '../../src/terms/says.ts'

const browsers: [RegExp, string, string][] = [
  [/MicroMessenger/, '微信', 'WeChat'],
  [/Edg(?:e|A|iOS)?\//, 'Edge', 'Edge'],
  [/QQBrowser/, 'QQ 浏览器', 'QQ Browser'],
  [/360SE|360EE|QIHU/, '360 浏览器', '360 Browser'],
  [/Firefox|FxiOS/, 'Firefox', 'Firefox'],
  [/Chrome|CriOS/, 'Chrome', 'Chrome'],
  [/Safari/, 'Safari', 'Safari'],
]
const systems: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad|iOS/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/UOS|UnionTech/, 'UOS'],
  [/Kylin/, 'Kylin'],
  [/Linux|X11/, 'Linux'],
]

export function deviceOf(agent: string, language: Language): string {
  const browser = browsers.find(([sign]) => sign.test(agent))
  const system = systems.find(([sign]) => sign.test(agent))
  const name = browser?.[language === 'zh' ? 1 : 2]
  if (!name && !system) return language === 'zh' ? '未知设备' : 'Unknown device'
  return [name, system?.[1]].filter(Boolean).join(' · ')
}
