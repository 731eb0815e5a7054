// The assertions that several flows make, each on one answer. The words of the release gate, one check each.

import { type Check, cannotTell, fail, holdTo, pass } from '../../../lib/core/smoke/flow.ts';
import { toObject } from '../../../lib/core/text/json.ts';
import { isTreatment } from '../answer/products.ts';
import { hasAction } from '../answer/visible.ts';
import { findNotice, findPayload, listCards, listRecommended, readLevel, toCardNames } from './answer.ts';

/** The codes of `analysis_summary.payload.photo_notice.failure_code`, by the service's runbook. */
export const PHOTO_FAILURE_CODES = [
  'DOWNLOAD_URL_GENERATE_FAILED',
  'DOWNLOAD_URL_FETCH_4XX',
  'DOWNLOAD_URL_FETCH_5XX',
  'DOWNLOAD_URL_TIMEOUT',
  'DOWNLOAD_URL_EXPIRED',
  'DOWNLOAD_URL_DNS',
] as const;
export type PhotoFailureCode = (typeof PHOTO_FAILURE_CODES)[number];

/** A card of this type is there. */
export const hasCard = (type: string, why: string): Check => ({
  id: type,
  why,
  judge: (answer) =>
    holdTo(findPayload(answer, type) !== undefined, `no ${type} card`, () => toCardNames(answer)),
});

/** A notice with this reason is there, with a way on. Where the service is surer than low, the case of low confidence was not reached. */
export const hasNotice = (
  reason: 'artifact_missing' | 'low_confidence' | 'safety_block',
  why: string,
): Check => ({
  id: reason,
  why,
  judge: (answer) => {
    const notice = findNotice(answer, reason);
    if (notice) return holdTo(hasAction(notice.actions), 'a notice without actions', () => notice);
    const level = readLevel(answer);
    if (reason === 'low_confidence' && level !== undefined && level !== 'low')
      return cannotTell(`its confidence is ${level}, so the case was not reached`, toCardNames(answer));
    return fail(`no ${reason} notice`, toCardNames(answer));
  },
});

/** Nothing is recommended. */
export const noRecommendations: Check = {
  id: 'no_recommendations',
  why: 'nothing is recommended',
  forbids: true,
  judge: (answer) => {
    const recommended = listRecommended(answer);
    return holdTo(recommended.length === 0, `${recommended.length} recommended`, () => recommended[0]);
  },
};

/** Nothing is sold: no card of offers or of a checkout, and no products. */
export const noSale: Check = {
  id: 'no_sale',
  why: 'no recommendations, offers or checkout',
  forbids: true,
  judge: (answer) => {
    const card = listCards(answer).find(
      ({ type, payload }) =>
        /offer|checkout|purchase/i.test(type) ||
        (type === 'recommendations' && Object.keys(payload).length > 0),
    );
    return holdTo(card === undefined, `a ${card?.type} card`, () => card);
  },
};

/** No treatment and nothing highly irritating is recommended, by what each product is. */
export const noTreatment: Check = {
  id: 'no_treatment',
  why: 'nothing strong is recommended below high confidence',
  forbids: true,
  judge: (answer) => {
    if (readLevel(answer) === 'high') return pass('the confidence is high');
    const leak = listRecommended(answer).find(isTreatment);
    return holdTo(leak === undefined, 'a treatment recommended below high confidence', () => leak);
  },
};

/** The answer offers products, or says with a notice why it does not and how to go on. */
export const offersOrExplains: Check = {
  id: 'products_or_reason',
  why: 'products, or a notice with a way on',
  judge: (answer) => {
    const explained = listCards(answer).some(
      ({ type, payload }) => type === 'confidence_notice' && hasAction(payload.actions),
    );
    return holdTo(listRecommended(answer).length > 0 || explained, 'neither products nor a notice', () =>
      toCardNames(answer),
    );
  },
};

/** No gate is closed: an analysis is known and no red flag was raised. */
export const gatesOpen: Check = {
  id: 'gates_open',
  why: 'neither artifact_missing nor safety_block nor diagnosis_gate',
  forbids: true,
  judge: (answer, { degraded }) => {
    const names = toCardNames(answer);
    const closed = names.find((name) => /:artifact_missing$|:safety_block$|^diagnosis_gate$/.test(name));
    // An analysis that its upstream failed leaves nothing to recommend by: then this gate is rightly closed.
    if (degraded && closed?.endsWith(':artifact_missing'))
      return cannotTell('the analysis before it was degraded: its upstream is not well', names);
    return holdTo(closed === undefined, `${closed} is shown`, () => names);
  },
};

/** The recommendations say that they rest on one of these confidences; on another one the case was not reached. */
export const reaches = (levels: readonly string[], why: string): Check => ({
  id: 'confidence',
  why,
  judge: (answer) => {
    const level = readLevel(answer);
    if (level !== undefined && levels.includes(level)) return pass(level);
    const because = level === undefined ? 'it does not say how sure it is' : `its confidence is ${level}`;
    return cannotTell(`${because}, so the case was not reached`, toCardNames(answer));
  },
});

const readPhotoNotice = (summary: unknown): unknown => toObject(summary).photo_notice;

/** A photo that could not be had is not claimed, and where a code is given it is one of the contract. */
export const photoToldHonestly: Check = {
  id: 'photo_told',
  why: 'the photo was used, or a code of the contract says why not',
  judge: (answer, { taken }) => {
    const summary = findPayload(answer, 'analysis_summary');
    if (!summary) return fail('no analysis_summary card', toCardNames(answer));
    const notice = readPhotoNotice(summary);
    const isUsed = summary.used_photos === true;
    if (notice === undefined || notice === null) {
      if (!isUsed && taken.qcStatus !== 'passed')
        return cannotTell('the photo had not passed before, so the case was not reached', taken);
      return holdTo(isUsed, 'not used, and no photo_notice says why', () => ({
        used_photos: summary.used_photos,
      }));
    }
    const code = toObject(notice).failure_code;
    if (isUsed) return fail('used_photos beside a photo_notice', { used_photos: true, photo_notice: notice });
    return holdTo(
      PHOTO_FAILURE_CODES.some((known) => known === code),
      `an unknown failure_code`,
      () => notice,
    );
  },
};

/** The photo was not used. */
export const photoNotClaimed: Check = {
  id: 'photo_not_claimed',
  why: 'a photo that is not there is not said to be used; a code given for it is of the contract',
  forbids: true,
  judge: (answer) => {
    const summary = findPayload(answer, 'analysis_summary');
    if (!summary) return cannotTell('no analysis_summary card to tell it', toCardNames(answer));
    const notice = readPhotoNotice(summary);
    const code = toObject(notice).failure_code;
    if (summary.used_photos === true) return fail('used_photos is true', { used_photos: true });
    if (notice === undefined || notice === null) return pass();
    return holdTo(
      PHOTO_FAILURE_CODES.some((known) => known === code),
      'an unknown failure_code',
      () => notice,
    );
  },
};

/** The notice carries exactly this code. */
export const hasPhotoCode = (expected: PhotoFailureCode): Check => ({
  id: 'failure_code',
  why: `the answer gives ${expected}, and does not claim the photo`,
  judge: (answer) => {
    const { photo_notice: notice, used_photos } = findPayload(answer, 'analysis_summary') ?? {};
    if (used_photos === true) return fail('used_photos is true', { used_photos, photo_notice: notice });
    const code = toObject(notice).failure_code;
    return holdTo(
      code === expected,
      `failure_code is ${JSON.stringify(code)}`,
      () => notice ?? toCardNames(answer),
    );
  },
});
