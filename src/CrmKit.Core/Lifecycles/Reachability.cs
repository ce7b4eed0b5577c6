using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Lifecycles;

/// <summary>How and when a customer is reached, out of what happened in the window.</summary>
internal static class Reachability
{
    private const int FewestAnswers = 3, FewestMoments = 5, FewestInHour = 2;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromDays(7);

    /// <summary>Each channel, the one with the most answers first; of equal ones the one that is answered more reliably.</summary>
    public static IReadOnlyList<ChannelFigures> Channels(IReadOnlyCollection<Exchange> exchanges) =>
    [
        .. exchanges.GroupBy(e => e.Channel).Select(g => (Figures: Of(g.Key, [.. g]), Answers: g.Count(e => e.IsReached)))
            .OrderByDescending(c => c.Answers).ThenByDescending(c => c.Figures.Outgoing == 0 ? 0 : (decimal)c.Figures.Answered / c.Figures.Outgoing).ThenBy(c => c.Figures.Channel, StringComparer.Ordinal).Select(c => c.Figures),
    ];

    public static (string? Channel, LocalizedText Reason) Preferred(IReadOnlyCollection<Exchange> exchanges, IReadOnlyList<ChannelFigures> channels)
    {
        var answers = exchanges.Count(e => e.IsReached);
        if (answers < FewestAnswers) return (null, new($"Not enough data: {answers} answers in the window, and {FewestAnswers} are needed.", $"数据不足：期内有 {answers} 次回应，至少需要 {FewestAnswers} 次。"));
        var best = exchanges.Count(e => e.IsReached && e.Channel == channels[0].Channel);
        return (channels[0].Channel, new($"{best} of {answers} answers in the window came by {channels[0].Channel}.", $"期内 {answers} 次回应中有 {best} 次通过 {channels[0].Channel}。"));
    }

    public static (int? Hour, LocalizedText Reason) BestHour(IReadOnlyCollection<Exchange> exchanges, string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        // An appointment is when it was agreed and a letter when the post came, not when somebody happens to be there.
        var hours = exchanges.Where(e => e.IsReached && e.Channel is not ("visit" or "letter")).Select(e => TimeZoneInfo.ConvertTime(e.At, zone).Hour).ToList();
        if (hours.Count < FewestMoments) return (null, new($"Not enough data: reached {hours.Count} times in the window, and {FewestMoments} are needed.", $"数据不足：期内联系到 {hours.Count} 次，至少需要 {FewestMoments} 次。"));
        var best = hours.GroupBy(h => h).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First();
        return best.Count() < FewestInHour
            ? (null, new("Not enough data: reached once at most in every hour.", "数据不足：每个小时最多联系到一次。"))
            : (best.Key, new($"Reached {best.Count()} of {hours.Count} times between {best.Key}:00 and {best.Key + 1}:00.", $"{hours.Count} 次中有 {best.Count()} 次在 {best.Key}:00 至 {best.Key + 1}:00 之间联系到。"));
    }

    /// <summary>Minutes until each message that was answered was: by the first one that comes back within a week; what comes back answers the last one that went out.</summary>
    public static IReadOnlyList<int> AnswerMinutes(IEnumerable<Exchange> messages)
    {
        var minutes = new List<int>();
        Exchange? open = null;
        foreach (var message in messages)
        {
            if (message.IsIncoming && open is not null && message.At - open.At <= AnswerWithin) minutes.Add((int)(message.At - open.At).TotalMinutes);
            open = message.IsIncoming ? null : message;
        }
        return minutes;
    }

    /// <summary>Whether it is written on a channel: then answers are messages that come back, else they are calls taken and appointments kept.</summary>
    public static bool IsWritten(string channel) => channel is not ("phone" or "visit");

    /// <summary>Their median in hours; <see langword="null"/> for none.</summary>
    public static decimal? Hours(IEnumerable<int> minutes) => Figures.Median(minutes.Select(m => (m, 1L))) is { } median ? Figures.Round(median / 60) : null;

    /// <summary>One channel with one customer, oldest first.</summary>
    public static ChannelFigures Of(string channel, List<Exchange> exchanges)
    {
        var (outgoing, incoming) = (exchanges.Count(e => !e.IsIncoming), exchanges.Count(e => e.IsIncoming));
        if (!IsWritten(channel)) return new ChannelFigures(channel, outgoing, incoming, exchanges.Count(e => e is { IsIncoming: false, IsReached: true }), null);
        var minutes = AnswerMinutes(exchanges);
        return new ChannelFigures(channel, outgoing, incoming, minutes.Count, Hours(minutes));
    }
}
