namespace CrmKit.Cases;

internal static class CaseErrors
{
    public static CrmError RespondedInFuture(DateTimeOffset at) => new("case.responded-in-future",
        $"The first answer cannot have been given at {at:u}: that is in the future. Correct the time; it is in UTC.") { Field = "firstRespondedAt" };

    public static CrmError AnswerEmpty() => new("case.answer-empty", "The answer says nothing. Write what the customer shall read.") { Field = "text" };

    public static CrmError AnswerAddress(string channel) => new("case.answer-address",
        $"Nobody knows where to answer over '{channel}': the customer did not write from there, and no address is kept. Enter it at the contact, or answer over another way.") { Field = "channel" };

    public static CrmError AnswerSender(string channel) => new("case.answer-sender",
        $"Nothing sends answers over '{channel}'. Have an administrator set up a sender: a mail server for mail, a plugin for other messages.") { Field = "channel" };
}
