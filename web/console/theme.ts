/** The platform's look, told to the component library. */
import type { ThemeConfig } from 'antd/es/config-provider'
import { colours, fontSizes, largeTypeScale, radii } from '../ui/tokens.ts'

/**
 * What the machine has comes first, unlike on the portal: an office's machine
 * has a good Chinese face, and a console that is open all day need not wait for
 * ours. Where there is none, the slices of ours come.
 */
export const face =
  "'PingFang SC', 'HarmonyOS Sans SC', 'Source Han Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei UI', 'Microsoft YaHei', 'Noto Sans SC', system-ui, sans-serif"

export function theme(isLarge: boolean): ThemeConfig {
  const scale = isLarge ? largeTypeScale : 1
  return {
    hashed: false,
    token: {
      colorPrimary: colours.primary,
      colorLink: colours.primary,
      colorLinkHover: colours.primaryDeep,
      colorSuccess: colours.good,
      colorSuccessBg: colours.goodSoft,
      colorWarning: colours.accent,
      colorWarningBg: colours.accentSoft,
      colorError: colours.bad,
      colorErrorBg: colours.badSoft,
      colorInfo: colours.primary,
      colorInfoBg: colours.primarySoft,
      colorText: colours.ink,
      colorTextHeading: colours.ink,
      colorTextSecondary: colours.inkSoft,
      colorTextTertiary: colours.inkSoft,
      colorTextQuaternary: colours.inkSoft,
      colorTextPlaceholder: colours.inkSoft,
      colorTextDescription: colours.inkSoft,
      colorTextDisabled: colours.inkSoft,
      colorBorder: colours.edge,
      colorBorderSecondary: colours.line,
      colorBgLayout: colours.paper,
      colorBgContainer: colours.surface,
      colorBgContainerDisabled: colours.sunk,
      controlItemBgHover: colours.sunk,
      controlItemBgActive: colours.primarySoft,
      controlItemBgActiveHover: colours.primarySoft,
      fontFamily: face,
      fontSize: fontSizes.base * scale,
      controlHeight: 40 * scale,
      borderRadius: radii.base,
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Select: { optionSelectedBg: colours.primarySoft, optionActiveBg: colours.sunk },
    },
  }
}
