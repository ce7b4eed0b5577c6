using CrmKit.Activities;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Records;

namespace CrmKit.RealEstate;

internal static class RealEstateErrors
{
    public static CrmError PriceRequired(CustomRecord unit) => new("realestate.price-required",
        $"Unit '{unit.Name}' is available without an asking price above 0. Enter the price, or keep it a draft.") { Field = Units.AskingPrice.Key };

    public static CrmError PriceHeld(CustomRecord unit) => new("realestate.price-held",
        $"Unit '{unit.Name}' is {unit[Units.Status]}, so its asking price stays as it is. Change it when the unit is available again.") { Field = Units.AskingPrice.Key };

    public static CrmError UnitDuplicate(CustomRecord unit) => new("realestate.unit-duplicate",
        $"Its building has a unit '{unit.Name}' already. Change that one, or give this one another name.") { Field = "name" };

    public static CrmError ReservationRequired(CustomRecord unit) => new("realestate.reservation-required",
        $"Unit '{unit.Name}' becomes reserved by a reservation, not by its status. Create a reservation of the unit.") { Field = Units.Status.Key };

    public static CrmError UnitHeld(CustomRecord unit, CustomRecord reservation) => new("realestate.unit-held",
        $"Unit '{unit.Name}' has the live reservation '{reservation.Name}', so it stays reserved. End the reservation first.") { Field = Units.Status.Key };

    public static CrmError UnitSold(CustomRecord unit) => new("realestate.unit-sold",
        $"Unit '{unit.Name}' was sold by a sale, so it comes back with it. Reopen the sale, or terminate its contract.") { Field = Units.Status.Key };

    public static CrmError UnitReserved(CustomRecord? unit, CustomRecord reservation) => new("realestate.unit-reserved",
        $"Unit '{unit?.Name ?? reservation.Name}' is reserved until {reservation[Reservations.ExpiresAt]?.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Choose another one, or wait until the reservation ends.") { Field = Reservations.Unit.Key };

    public static CrmError UnitUnavailable(CustomRecord unit) => new("realestate.unit-unavailable",
        $"Unit '{unit.Name}' is {unit[Units.Status]}. Choose another one, or wait until it is available.") { Field = Searches.Unit.Key };

    public static CrmError NotOnMarket(CustomRecord unit) => new("realestate.not-on-market",
        $"Unit '{unit.Name}' is not on the market with a price, so there is none to change. Make it available first.") { Field = Units.AskingPrice.Key };

    public static CrmError DealWithoutUnit(Opportunity deal) => new("realestate.deal-without-unit",
        $"Nobody knows yet which unit '{deal.Name}' is about, so there is nothing to view. Choose its unit first.") { Field = Searches.Unit.Key };

    public static CrmError ParcelNumber(string typed) => new("realestate.parcel-number",
        $"'{typed}' is no parcel number. Write it as in the land register, such as 1204/3.");

    public static CrmError ExpiryPast(CustomRecord reservation) => new("realestate.expiry-past",
        $"A reservation cannot begin when it is over: it would expire at {reservation[Reservations.ExpiresAt]?.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Name a later time.") { Field = Reservations.ExpiresAt.Key };

    public static CrmError ReservationFixed(CustomRecord reservation) => new("realestate.reservation-fixed",
        $"Reservation '{reservation.Name}' is of one unit, for one sale, at {reservation[Reservations.Price]}. Cancel it and make a new one to change that.");

    public static CrmError BudgetRange(decimal from, decimal to) => new("realestate.budget-range",
        $"The budget runs from {from} to {to}. Exchange the two amounts, or clear one.") { Field = Searches.BudgetMinimum.Key };

    public static CrmError UnitRequired(RootRecord opportunity) => new("realestate.unit-required",
        $"Opportunity {opportunity.Id} is at the offer or beyond, and names no unit. Choose the unit it is about.") { Field = Searches.Unit.Key };

    public static CrmError ViewingTime() => new("realestate.viewing-time",
        "A viewing needs a beginning and a later end. Enter both times.") { Field = "endsAt" };

    public static CrmError ViewingOverlap(Appointment other) => new("realestate.viewing-overlap",
        $"The agent shows another unit from {other.StartsAt?.UtcDateTime:yyyy-MM-dd HH:mm} to {other.EndsAt?.UtcDateTime:HH:mm} UTC ('{other.Subject}'). Choose another time or another agent.") { Field = "startsAt" };

    public static CrmError CommissionOver(Opportunity sale, decimal given) => new("realestate.commission-over",
        $"The shares of the commission of '{sale.Name}' come to {given} %. Lower one, so that they come to 100 % at most.") { Field = Commissions.SharePercent.Key };

    public static CrmError CommissionOpen(RootRecord sale, decimal given) => new("realestate.commission-open",
        $"Of the commission of opportunity {sale.Id}, {given} % is given to agents. Divide all of it before the sale is signed, or clear the commission.");

    public static CrmError PlanPercent(decimal whole) => new("realestate.plan-percent",
        $"The steps of the payment plan come to {whole} % of the total. Make them come to 100 %.") { Field = PaymentPlans.Plan.Key };

    public static CrmError PlanPaid(Order order) => new("realestate.plan-paid",
        $"Order {order.Number} has payments for instalments of its present plan. Keep the plan, or take the payments off their instalments.") { Field = PaymentPlans.Plan.Key };

    public static CrmError PlanTotal(Order order) => new("realestate.plan-total",
        $"The total of order {order.Number}, {order.Total}, cannot be divided among its open instalments: each needs more than 0. Change the instalments by hand and clear the plan.") { Field = PaymentPlans.Plan.Key };

    public static CrmError MatchRequest(int seekers, int matches) => new("realestate.match-request",
        $"Name 'ids' of 1 to {seekers} records of one 'type', lead or opportunity, and 'top' from 1 to {matches}.");

    public static CrmError DevelopmentUnknown(string id) => new("realestate.development-unknown", $"'{id}' is not the id of a development.");
}
