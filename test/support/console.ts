/** Hands for the console: what a person of the demonstration does on its pages. */
import type { Locator, Page } from 'playwright-core'
import { demoAccounts } from '../../src/cli/demo/load.ts'

export const demoPassword = demoAccounts[0].password

export async function fillSignIn(page: Page, login: string, password: string = demoPassword): Promise<void> {
  await page.fill('#login', login)
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
}

/** A button of the page itself, not of what stands around it. */
export const button = (page: Page, name: string | RegExp): Locator => page.locator('main').getByRole('button', { name })

/** A file as somebody chooses it. */
export const csvFile = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

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
