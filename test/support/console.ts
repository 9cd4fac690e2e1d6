/** Hands for the console: what a person of the demonstration does on its pages. */
import type { Page } from 'playwright-core'
import { demoAccounts } from '../../src/cli/demo/load.ts'

export type DemoLogin = (typeof demoAccounts)[number]['login']

export const demoPassword = demoAccounts[0].password

export async function fillSignIn(page: Page, login: DemoLogin): Promise<void> {
  await page.fill('#login', login)
  await page.fill('#password', demoPassword)
  await page.keyboard.press('Enter')
}

/** Chooses in a list of the console, by the words of its label and of the choice. */
export async function choose(page: Page, label: string, text: string): Promise<void> {
  await page
    .locator('.ant-select', { has: page.getByRole('combobox', { name: label, exact: true }) })
    .first()
    .click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text })
    .click()
}
