/** Endings under which the formats that intake reads are met. What a file is, its content tells; a name is asked only before it is sent. */
export const fileEndings = [
  '.csv',
  '.txt',
  '.tsv',
  '.xlsx',
  '.xlsm',
  '.xls',
  '.xml',
  '.json',
  '.jsonl',
  '.html',
  '.htm',
] as const

/** For a choice of files. */
export const acceptedFiles = fileEndings.join(',')

export const mayBeRead = (name: string): boolean => fileEndings.some((ending) => name.toLowerCase().endsWith(ending))
